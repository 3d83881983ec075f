"""Every notebook runs through papermill, and its report holds all that it shows."""

import datetime as dt
import json
import re
from pathlib import Path

import nbformat
import pytest

from pstlib.charts import PLOTLY_MIME
from pstlib.errors import ReportError
from pstlib.paths import notebooks_folder
from pstlib.reports import Job, run_report
from pstlib.reports.engine import execute
from pstlib.reports.html import export_html

DATA = Path(__file__).parents[1] / "snapshot" / "donnees"
# The others are run by a test of their own: each here, in tests/cli or in tests/browser.
RUN_ELSEWHERE = {
    "00_demarrage", "30_comparaison_cpas", "40_synergies", "50_qualite_donnees",
    "60_relecture_document", "90_exploration",
}  # fmt: skip
KINDS = {"10_evaluation_mi_parcours": "mi-parcours", "20_evaluation_finale": "finale"}
SECTIONS = [
    "Synthèse", "Qualité des données", "Le plan", "Avancement", "Indicateurs",
    "Échéances et retards", "Moyens financiers", "Moyens humains",
    "Déclaration de politique sociale", "Transversalité", "Synergies", "À ajuster",
    "Actualisations du plan", "Calendrier légal", "Méthode", "Toutes les actions",
    "Sources et provenance",
]  # fmt: skip


def job(folder: Path, *, kind: str = "mi-parcours", court: bool = False) -> Job:
    return Job(
        slug="petit-2019-2024",
        evaluation=kind,
        date_arrete=dt.date(2021, 12, 31),
        donnees=DATA,
        sortie=folder,
        court=court,
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Job:
    task = job(tmp_path_factory.mktemp("rapport"))
    run_report(task)
    return task


def page(task: Job) -> str:
    return task.file("html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "kind",
    [KINDS[p.stem] for p in sorted(notebooks_folder().glob("*.ipynb")) if p.stem in KINDS],
)
def test_every_evaluation_notebook_runs(kind: str, tmp_path: Path) -> None:
    task = job(tmp_path, kind=kind)
    run_report(task)

    assert "erreur-cellule" not in page(task)


def others() -> list[Path]:
    """The notebooks that nothing else runs: those that somebody added, and their model."""
    found = sorted(notebooks_folder().glob("*.ipynb"))
    model = Path(__file__).parents[2] / "scripts/modeles/carnet.ipynb"
    return [model, *(path for path in found if path.stem not in RUN_ELSEWHERE | {*KINDS})]


@pytest.mark.parametrize("path", others(), ids=lambda path: path.stem)
def test_any_other_notebook_runs_as_it_is_opened(path: Path, root: Path) -> None:
    executed = execute(path, {}, donnees=root / "pst_data")

    assert "<h2" in export_html(executed, title=path.stem)


def test_page_holds_every_chart_of_the_notebook(made: Job) -> None:
    notebook = json.loads(made.file("ipynb").read_text(encoding="utf-8"))
    outputs = [out for cell in notebook["cells"] for out in cell.get("outputs", [])]
    charts = [out for out in outputs if PLOTLY_MIME in out.get("data", {})]

    assert len(charts) >= 3  # of the plan, of the statuses and of the deadlines
    assert page(made).count('class="figure-donnees"') == len(charts)


def test_sections_come_in_the_order_of_the_report(made: Job) -> None:
    titles = re.findall(r"<h2[^>]*>([^<]+)</h2>", page(made))

    assert titles == SECTIONS
    assert re.findall(r'<li><a href="#[^"]+">([^<]+)', page(made)) == SECTIONS


def test_page_is_french_without_code_and_has_one_title(made: Job) -> None:
    html = page(made)

    assert html.startswith('<!DOCTYPE html>\n<html lang="fr">')
    assert html.count("<h1") == 1
    assert "parts." not in html
    assert "import pstlib" not in html
    assert "require.js" not in html
    assert "mathjax" not in html.lower()
    assert not re.search(r'(src|href)="(https?:)?//', html)
    assert len(html.encode()) < 400_000


def test_ids_of_a_page_are_unique(made: Job) -> None:
    ids = re.findall(r'\sid="([^"]+)"', page(made))

    assert len(ids) == len(set(ids))


def test_the_same_data_give_the_same_page(made: Job, tmp_path: Path) -> None:
    again = job(tmp_path)
    run_report(again)

    assert page(again) == page(made)


def test_the_short_version_leaves_whole_sections_out(tmp_path: Path) -> None:
    task = job(tmp_path, court=True)
    run_report(task)
    titles = re.findall(r"<h2[^>]*>([^<]+)</h2>", page(task))

    assert titles == ["Synthèse", "Avancement", "Échéances et retards", "Sources et provenance"]


def test_a_standalone_page_needs_no_other_file(made: Job) -> None:
    notebook = nbformat.read(made.file("ipynb"), as_version=4)
    html = export_html(notebook, title="Rapport", standalone=True)

    assert '<link rel="stylesheet"' not in html
    assert "<script src" not in html
    assert "plotly.js v" in html


def test_a_chart_lost_on_the_way_stops_the_report(made: Job) -> None:
    notebook = nbformat.read(made.file("ipynb"), as_version=4)
    bundles = [o.data for c in notebook.cells for o in c.get("outputs", []) if "data" in o]
    charts = [bundle for bundle in bundles if PLOTLY_MIME in bundle]
    charts[0]["text/html"] = "<p>rien</p>"

    with pytest.raises(ReportError, match=f"{len(charts) - 1} sur les {len(charts)} du carnet"):
        export_html(notebook, title="Rapport")


def test_a_chart_of_plotly_alone_is_drawn_too() -> None:
    figure = {"data": [{"type": "bar", "y": [1], "text": ["</script>"]}], "layout": {}}
    output = nbformat.v4.new_output("display_data", {PLOTLY_MIME: figure})
    cell = nbformat.v4.new_code_cell("fig", outputs=[output])
    html = export_html(nbformat.v4.new_notebook(cells=[cell]), title="Essai")

    assert html.count('class="figure-donnees"') == 1
    assert "<h1>Essai</h1>" in html
    assert '"</script>"' not in html


def test_a_failed_cell_is_said_in_french_in_its_place() -> None:
    error = nbformat.v4.new_output(
        "error", ename="PstError", evalue="PST <inconnu>", traceback=["\x1b[31mligne 1\x1b[0m"]
    )
    cell = nbformat.v4.new_code_cell("charts", outputs=[error])
    text = nbformat.v4.new_markdown_cell("## Le plan")
    html = export_html(nbformat.v4.new_notebook(cells=[text, cell]), title="Essai")

    assert "Cette partie du rapport n’a pas pu être produite." in html
    assert "PST &lt;inconnu&gt;" in html
    assert "<pre>ligne 1</pre>" in html
