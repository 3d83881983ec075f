"""The first notebook: each step works, and a file of one's own comes in by one cell."""

import shutil
from pathlib import Path

import nbformat
import pytest

import pstlib
from pstlib.paths import notebooks_folder
from pstlib.reports.engine import execute

NOTEBOOK = notebooks_folder() / "00_demarrage.ipynb"
SLUG = "sart-fontaine-2025-2030"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    folder = tmp_path_factory.mktemp("bureau")
    shutil.copytree(root / "pst_data", folder / "pst_data")
    return folder


@pytest.fixture(scope="module")
def executed(desk: Path) -> nbformat.NotebookNode:
    """Run it with a file of one's own to keep; without, it writes nothing but a report."""
    own = desk / "mon_plan.txt"
    shutil.copy(notebooks_folder() / "exemple_pst.txt", own)
    parameters = {"fichier": str(own), "vers": SLUG, "date_situation": "2025-12-31"}
    return execute(NOTEBOOK, parameters, donnees=desk / "pst_data")


def shown(executed: nbformat.NotebookNode, cell_id: str) -> str:
    (cell,) = [cell for cell in executed.cells if cell.id == cell_id]
    told = [out["data"] for out in cell.outputs if "data" in out]
    return "\n".join(str(data.get("text/html", data.get("text/plain"))) for data in told)


def test_cards_tables_and_charts_show(executed: nbformat.NotebookNode) -> None:
    assert "celles-2019-2024" in shown(executed, "ici-table")
    assert "CPAS de Valrive – PST 2019-2024" in shown(executed, "charger-fiche")
    assert "18 sur 60" in shown(executed, "evaluer-fiche").replace("\u00a0", " ")
    assert "figure-donnees" in shown(executed, "evaluer-statuts")
    assert "2024-06-30" in shown(executed, "changer-table")


def test_a_report_is_made_where_reports_are(executed: nbformat.NotebookNode, desk: Path) -> None:
    page = desk / "reports" / "valrive-2019-2024" / "mi-parcours-2021-12-31.html"

    assert page.is_file()
    assert page.name in shown(executed, "rapport-page")


@pytest.mark.usefixtures("executed")
def test_a_file_of_ones_own_is_kept_by_one_cell(desk: Path) -> None:
    pst = pstlib.load(SLUG, desk / "pst_data")

    # The text has three actions done and three to do.
    assert pst.elements["niveau"].eq("ACTION").sum() == 6
    assert pst.suivi["date_suivi"].dt.date.astype(str).unique().tolist() == ["2025-12-31"]
