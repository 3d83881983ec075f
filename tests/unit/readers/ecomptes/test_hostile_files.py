"""Files that are broken, or that mean harm: refused in French, quickly, nothing opened."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from pstlib.errors import SourceError
from pstlib.readers import Reading
from pstlib.readers.ecomptes import read_ecomptes, recognises

Read = Callable[[str | bytes], Reading]
Write = dict[str, Callable[..., str]]
DOCTYPE = '<!DOCTYPE dataroot [<!ENTITY f SYSTEM "file:///etc/hostname">]>'


def refusal(read: Read, content: str | bytes) -> str:
    with pytest.raises(SourceError) as refused:
        read(content)
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("before", ["", "\n  ", "<!-- <x> -->", "<?x <y?>"])
def test_a_doctype_is_refused_in_any_encoding(
    read: Read, write: Write, encoding: str, before: str
) -> None:
    text = write["native"]()
    body = text.split("\n", 1)[1]

    message = refusal(read, (before + DOCTYPE + body).encode(encoding))

    assert "DOCTYPE" in message


def test_a_doctype_inside_a_description_is_a_text(read: Read, write: Write) -> None:
    text = "<![CDATA[<!DOCTYPE html><p>Bonjour</p>]]>"
    reading = read(write["native"](mode="HTML", description=text))

    assert reading.elements["description"][0] == "Bonjour"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252"])
def test_any_usual_encoding_is_read(read: Read, write: Write, encoding: str) -> None:
    text = write["native"](description="été").replace('encoding="utf-8"', 'encoding="iso-8859-1"')

    assert read(text.encode(encoding)).elements["description"][0] == "été"


def test_utf8_that_calls_itself_latin1_is_read_and_said(read: Read, write: Write) -> None:
    text = write["native"](description="été").replace('encoding="utf-8"', 'encoding="iso-8859-1"')
    reading = read(text.encode())

    assert reading.elements["description"][0] == "été"
    assert reading.avertissements["message"].str.contains("UTF-8").any()


@pytest.mark.parametrize("encoding", ["utf-7", "cp037", "gb18030"])
def test_an_encoding_that_could_hide_something_is_refused(
    read: Read, write: Write, encoding: str
) -> None:
    text = write["native"]().replace('encoding="utf-8"', f'encoding="{encoding}"')

    assert encoding in refusal(read, text)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("<ETP>0", "<ETP>-1", ("ligne 3", "ETP", "« -1 »")),
        ("<ETP>0</ETP>", "", ("ligne 3", "Plans", "attendu : ETP")),
        ("<ETP>0", "<ETP>deux", ("ETP", "« deux »", "nombre positif")),
        ("Volet interne", "x" * 256, ("Libelle", "256 caractères, au plus 255")),
        ("<Description>", "<DateFin>2021-02-30</DateFin><Description>", ("DateFin", "une date")),
        (' ElementId="v-1"', "", ("Volet", "attribut ElementId absent")),
        (' ElementId="v-1"', ' ElementId="v-1" Couleur="1"', ("attribut Couleur inconnu",)),
        ("</Volet>", "texte</Volet>", ("Volet", "du texte")),
        ("<Plans/>", "<Plans/><Plans/>", ("Plans", "attendu : Partenaires")),
        ("201805V1", "202901V9", ("Version", "« 202901V9 »")),
        ("&lt;", "&nbsp;", ()),
        ("</PST>", "</PSR>", ("mal formé", "ligne 4")),
    ],
)
def test_a_fault_is_named_with_its_line_and_element(
    read: Read, write: Write, before: str, after: str, words: tuple[str, ...]
) -> None:
    text = write["native"](description="&lt;").replace(before, after, 1)

    message = refusal(read, text)

    assert "pst.xml, ligne" in message
    assert all(word in message for word in words), message


def test_a_cut_file_says_where_it_stops(read: Read, write: Write) -> None:
    text = write["native"]()
    message = refusal(read, text[: text.index("</Statut>")])

    assert "tronqué" in message
    assert "ligne 3, élément « Statut »" in message


@pytest.mark.parametrize(
    "content",
    [
        "<a/>",
        "<html><body/></html>",
        "<dataroot>",
        "<?xml version='1.0'?>",
        "pas du XML",
        b"\x00\x01\x02",
        b"\xff\xfe",
        b"<\xe9/>",
        "<dataroot>" * 100_000,
        "<dataroot>" + "<a/>" * 700_000,
        "<dataroot " + " ".join(f'a{n}=""' for n in range(310_000)) + "/>",
    ],
)
def test_anything_else_is_refused(read: Read, content: str | bytes) -> None:
    assert refusal(read, content)


def test_crowds_that_would_keep_a_parser_busy_are_refused_or_left_out(
    read: Read, write: Write
) -> None:
    plans = "<Plans>" + "<Plan a='1'/>" * 20_000 + "</Plans><Partenaires/>"
    assert "Plans" in refusal(read, write["native"](plans=plans))

    tag = "<i " + " ".join(f"a{n}" for n in range(200_000)) + ">"
    text = write["native"](mode="HTML", description=f"<![CDATA[{tag}Bonjour]]>")
    assert read(text).elements["description"][0] == "Bonjour"


def test_no_address_in_the_file_is_opened(read: Read, write: Write, tmp_path: Path) -> None:
    trap = tmp_path / "trap.xsd"
    trap.write_text("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><oops/></xs:schema>")
    text = write["native"]().replace(
        "<dataroot>",
        '<dataroot xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:noNamespaceSchemaLocation="{trap}" xsi:schemaLocation="urn:x {trap}">',
    )

    assert len(read(text).elements) == 1


def test_a_web_page_is_not_taken_for_a_plan() -> None:
    assert not recognises(b"<!DOCTYPE html><html></html>")
    assert not recognises(b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="x"/>')
    assert recognises("\ufeff<dataroot/>".encode("utf-16-le"))


@pytest.mark.parametrize("name", ["ecomptes/test_ecomptes_sample.xml", "tables/ecomptes_iapst.xml"])
def test_a_damaged_file_is_read_or_refused_and_nothing_else(shared: Path, name: str) -> None:
    source = (shared / "fixtures" / name).read_bytes()
    chance = random.Random(201805)  # noqa: S311 - the same damages each time

    for _ in range(400):
        data = bytearray(source)
        for _ in range(chance.randint(1, 3)):
            start, length = chance.randrange(len(data)), chance.randint(1, 60)
            piece = chance.choice(
                (b"", b"\0", b"<", b"&#0;", b"9" * 50, b"\xff", bytes(data[start : start + 40]))
            )
            data[start : start + length] = piece
        try:
            read_ecomptes(Path("x.xml"), bytes(data)).to_json()
        except SourceError:
            continue
