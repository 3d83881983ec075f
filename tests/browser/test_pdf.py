"""The PDF of a report, printed by the browser of the machine."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdfium2 import raw

from pstlib.reports.browsers import find_browser

from .conftest import NAMES

SLUGS = ["valrive-2019-2024", "celles-2019-2024"]


@pytest.fixture(scope="session")
def printed(report):
    """The PDF of a plan, printed once a session."""
    if not any(map(shutil.which, NAMES)):
        pytest.skip("aucun navigateur pour imprimer")

    def of(slug: str, sortie: str = "imprimes", **form: Any) -> Path:
        page = report(slug, sortie=sortie, navigateur=find_browser(), **form)
        return page.with_suffix(".pdf")

    return of


def texts(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    return [page.get_textpage().get_text_range().replace("\u00a0", " ") for page in document]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_sheet_bears_its_number_and_what_it_belongs_to(printed, slug: str) -> None:
    sheets = texts(printed(slug))
    organisation = f"CPAS de {slug.split('-', maxsplit=1)[0].capitalize()}"

    assert len(sheets) > 5
    for number, sheet in enumerate(sheets, 1):
        assert f"Page {number} / {len(sheets)}" in sheet
        assert f"{organisation} – PST 2019-2024 : évaluation à mi-parcours au 31/12/2021" in sheet
        assert len(sheet) > 300, f"page {number} presque vide"


@pytest.mark.parametrize("slug", [*SLUGS, "grand-2019-2024"])
def test_the_short_report_of_the_end_of_the_term_takes_four_sheets_at_most(
    printed, slug: str
) -> None:
    end = {"evaluation": "finale", "date_arrete": dt.date(2024, 6, 30)}
    path = printed(slug, sortie="courts", court=True, **end)

    assert len(pypdfium2.PdfDocument(path)) <= 4


def test_outline_follows_the_sections_and_the_file_is_tagged(printed) -> None:
    document = pypdfium2.PdfDocument(printed("valrive-2019-2024"))
    outline = [(item.level, item.get_title().replace("\u00a0", " ")) for item in document.get_toc()]

    assert outline[0] == (
        0, "Programme stratégique transversal 2019-2024 : évaluation à mi-parcours",
    )  # fmt: skip
    assert {(1, "Synthèse"), (1, "Toutes les actions"), (2, "Sources")} <= {*outline}
    assert raw.FPDFCatalog_IsTagged(document)
    assert document.get_metadata_value("CreationDate") == "D:20211231000000+00'00'"


def test_charts_are_vectors_and_none_is_left_out(printed) -> None:
    document = pypdfium2.PdfDocument(printed("valrive-2019-2024"))
    kinds = [item.type for page in document for item in page.get_objects(max_depth=15)]

    assert kinds.count(raw.FPDF_PAGEOBJ_PATH) > 500
    assert kinds.count(raw.FPDF_PAGEOBJ_IMAGE) == 0


def test_headers_of_a_table_are_repeated_and_no_heading_ends_a_sheet(printed) -> None:
    sheets = texts(printed("valrive-2019-2024"))
    headed = [sheet for sheet in sheets if "Relevé du" in sheet]

    assert len(headed) > 2
    for sheet in sheets:
        margins = ("Page ", "CPAS de", "Organisme fictif")
        body = [line for line in sheet.splitlines() if line and not line.startswith(margins)]
        assert body[-1] not in {"Méthode", "Calendrier légal", "À ajuster", "Toutes les actions"}


def test_the_same_report_is_printed_with_the_same_bytes(printed) -> None:
    first = printed("celles-2019-2024")
    second = printed("celles-2019-2024", sortie="imprimes-encore")

    assert first.read_bytes() == second.read_bytes()
