"""The notebook that shows a document beside its reading."""

import re
from pathlib import Path

import pytest

from pstlib.paths import notebooks_folder
from pstlib.reports.engine import execute
from pstlib.reports.html import export_html

NOTEBOOK = notebooks_folder() / "60_relecture_document.ipynb"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    executed = execute(NOTEBOOK, {}, donnees=tmp_path_factory.mktemp("donnees"))
    return export_html(executed, title="Relecture", standalone=False)


def test_each_line_stands_beside_what_was_read_in_it(page: str) -> None:
    rows = re.findall(r"<tr[^>]*><th\b.*?(?=<tr|</table>)", page, re.DOTALL)
    shown = {re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in rows}

    read = "Action OS1.OO1.A1 Louer un local à la gare – Terminé"
    assert f"ligne 18 A1 : Louer un local à la gare {read}" in shown
    both = next(row for row in shown if row.startswith("ligne 20"))
    assert "OS1.OO1.A2 Former l’équipe d’accueil" in both
    assert "OS1.OO1.A3 Annoncer les permanences" in both


def test_an_unknown_state_and_the_remarks_are_shown(page: str) -> None:
    assert "état « Actions en cours de maturation » non reconnu" in page
    assert "statut laissé inconnu" in page


def test_a_hostile_document_is_only_text(tmp_path: Path) -> None:
    path = tmp_path / "hostile.txt"
    path.write_text(
        "CPAS d’Essai PST 2019-2024\nOS1 : Vivre\nOO1 : Agir\nA1 : <script>alert(1)</script>\n",
        encoding="utf-8",
    )
    executed = execute(NOTEBOOK, {"fichier": str(path)}, donnees=tmp_path)

    assert "<script>alert(1)" not in export_html(executed, title="Relecture")
