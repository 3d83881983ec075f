"""Damaged, protected, oversized and mutated documents: refused in French, never a crash."""

import io
import random
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pstlib.errors import SourceError
from pstlib.readers import archive
from pstlib.readers.documents.files import read_document

CASES = Path(__file__).with_name("cases")
KINDS = {".txt": "texte", ".pdf": "pdf", ".docx": "docx", ".odt": "odt", ".html": "html"}
SMALL = {
    "texte": "c10_texte_aplati.txt",
    "html": "c07_tableaux_html.html",
    "pdf": "c13_deliberation.pdf",
    "docx": "c11_titres_sans_numero.docx",
    "odt": "c05_fiches.odt",
}
CONTENTS = {kind: (CASES / name).read_bytes() for kind, name in SMALL.items()}
INNER = {"docx": "word/document.xml", "odt": "content.xml"}
few = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def read_or_refuse(data: bytes, kind: str) -> None:
    try:
        reading = read_document(Path("pst"), data, kind)
    except SourceError:
        return
    assert reading.elements["code"].is_unique


def mutated(data: bytes, seed: int) -> bytes:
    """Cut, repeat, overwrite or drop pieces of a content."""
    chance = random.Random(seed)  # noqa: S311
    result = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        start = chance.randrange(max(len(result), 1))
        size = chance.choice((1, 1, 4, 30, 400))
        action = chance.randrange(4)
        if action == 0:
            result[start : start + size] = b""
        elif action == 1:
            result[start:start] = result[start : start + size] * chance.randint(1, 4)
        elif action == 2:
            result[start : start + size] = bytes(chance.randrange(256) for _ in range(size))
        else:
            result = result[: max(start, 1)] if chance.random() < 0.2 else result
    return bytes(result)


def rezipped(data: bytes, name: str, content: bytes) -> bytes:
    """Put another content in a part of an archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(target, "w") as after:
        for part in before.namelist():
            after.writestr(part, content if part == name else before.read(part))
    return target.getvalue()


def part_of(kind: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(CONTENTS[kind])) as before:
        return before.read(INNER[kind])


@few
@given(seed=st.integers(0, 10**6), kind=st.sampled_from(sorted(SMALL)))
def test_a_mutated_file_is_read_or_refused(seed: int, kind: str):
    read_or_refuse(mutated(CONTENTS[kind], seed), kind)


@few
@given(seed=st.integers(0, 10**6), kind=st.sampled_from(sorted(INNER)))
def test_a_mutated_part_of_an_archive_is_read_or_refused(seed: int, kind: str):
    content = mutated(part_of(kind), seed)
    read_or_refuse(rezipped(CONTENTS[kind], INNER[kind], content), kind)


@few
@given(text=st.text(max_size=400), kind=st.sampled_from(("texte", "html")))
def test_any_text_is_read_or_refused(text: str, kind: str):
    read_or_refuse(text.encode("utf-8", "replace"), kind)


@pytest.mark.parametrize("kind", sorted(SMALL))
def test_a_file_of_another_kind_is_refused(kind: str):
    for other in sorted(set(SMALL) - {kind, "html"}):
        read_or_refuse(CONTENTS[other], kind)


@pytest.mark.parametrize("kind", ["docx", "odt", "pdf"])
def test_a_truncated_file_is_said_to_be_damaged(kind: str):
    with pytest.raises(SourceError, match="abîmé"):
        read_document(Path("pst"), CONTENTS[kind][:900], kind)


def test_an_archive_that_inflates_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive, "MAX_INFLATED", 2_000_000)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("word/document.xml", b" " * 3_000_000)
    with pytest.raises(SourceError, match="décompressés"):
        read_document(Path("pst"), target.getvalue(), "docx")


@pytest.mark.parametrize("claim", [900, 2_500_000])
def test_a_part_whose_announced_size_lies_is_refused(claim: int):
    text = b"<a>" + b" " * 3_000_000 + b"</a>"
    data = rezipped(CONTENTS["docx"], INNER["docx"], text)
    lying = data.replace(len(text).to_bytes(4, "little"), claim.to_bytes(4, "little"))
    with pytest.raises(SourceError, match="abîmé"):
        read_document(Path("pst"), lying, "docx")


def test_parts_that_are_too_large_together_are_refused(monkeypatch: pytest.MonkeyPatch):
    text = part_of("docx")
    monkeypatch.setattr(archive, "MAX_WHOLE", len(text) + 10)
    with pytest.raises(SourceError, match="volumineux"):
        read_document(Path("pst"), CONTENTS["docx"], "docx")


def test_a_declared_document_type_is_refused():
    bomb = b'<!DOCTYPE a [<!ENTITY b "bb">]><w:document xmlns:w="x">&b;</w:document>'
    with pytest.raises(SourceError, match="DOCTYPE"):
        read_document(Path("pst"), rezipped(CONTENTS["docx"], INNER["docx"], bomb), "docx")


def test_an_encrypted_archive_is_refused():
    manifest = b"<m><file-entry><encryption-data/></file-entry></m>"
    data = rezipped(CONTENTS["odt"], "META-INF/manifest.xml", manifest)
    with pytest.raises(SourceError, match="mot de passe"):
        read_document(Path("pst"), data, "odt")


ODT = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:t" xmlns:draw="urn:d" xmlns:number="urn:n"><office:automatic-styles>
 <number:date-style><number:text>.</number:text></number:date-style></office:automatic-styles>
 <office:body><office:text>{}</office:text></office:body></office:document-content>"""


def odt(body: str) -> bytes:
    return rezipped(CONTENTS["odt"], INNER["odt"], ODT.format(body).encode())


def test_the_words_of_a_box_in_a_box_are_read_once():
    box = "<draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>"
    lines = (f"<text:p>{text}</text:p>" for text in ("OS1 : Vivre", "OO1 : Agir", "Action 1 : A"))
    data = odt("".join(lines) + f"<text:p>Un{box.format('Deux' + box.format('Trois'))}</text:p>")
    texts = read_document(Path("pst"), data, "odt").texte["texte"]
    assert list(texts)[-3:] == ["Un", "Deux", "Trois"]


def test_numbers_of_an_opendocument_that_are_none_are_left_out():
    data = odt(
        '<text:h text:outline-level="²">OS1 : Vivre</text:h><text:p>OO1 : Agir</text:p>'
        f'<text:p>Action 1 : Aider<text:s text:c="{"9" * 5_000}"/>tous</text:p>'
    )
    elements = read_document(Path("pst"), data, "odt").elements
    assert list(elements["niveau"]) == ["OS", "OO", "ACTION"]


def test_a_pdf_of_images_only_is_refused():
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    for _ in range(3):
        document.new_page(595, 842)
    target = io.BytesIO()
    document.save(target)
    with pytest.raises(SourceError, match="numérisation"):
        read_document(Path("pst"), target.getvalue(), "pdf")


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 5_000 + "OS1 : Vivre",
        "<ul><li>" * 3_000 + "OO1 : Agir",
        "<table><tr><td rowspan=99999 colspan=99999>OS1 : Vivre</table>" * 50,
        "<table>" + "<tr><td>a</td><td>b</td></tr>" * 20_000,
        "<b>" * 20_000 + "x",
        "<ol start=²><li>OS1 : Vivre</ol><table><tr><td colspan=² rowspan=9" + "9" * 5_000 + ">a",
    ],
    ids=["divs", "lists", "spans", "rows", "bold", "digits"],
)
def test_a_monstrous_page_is_read_or_refused(page: str):
    read_or_refuse(page.encode(), "html")


def test_a_long_run_of_marks_is_read_in_reasonable_time():
    line = "1.1.1. Faire mieux 1. Compter 1. En cours " * 5_000
    read_or_refuse(f"OS1 : Vivre\nOO 1.1 : Agir\n{line}".encode(), "texte")


def test_thousands_of_objectives_without_number_are_read_in_reasonable_time():
    lines = (f"Objectif opérationnel : Agir {rank} fois\n- louer" for rank in range(2_500))
    start = time.process_time()
    read_or_refuse("\n".join(["OS1 : Vivre", *lines]).encode(), "texte")
    assert time.process_time() - start < 10  # comparing each with all took forty seconds
