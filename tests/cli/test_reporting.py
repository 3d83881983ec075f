"""``pst rapport`` through the real engine, on a small PST."""

import json
import sys
from pathlib import Path

import pytest

from .conftest import SLUG, Pst

REPORT = ("rapport", SLUG, "--evaluation", "mi-parcours", "--date-arrete", "2021-12-31")
BASE = f"{SLUG}/mi-parcours-2021-12-31"


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "journal.jsonl"
    }


def test_report_is_a_page_a_notebook_and_figures_and_is_listed(pst: Pst, donnees: Path) -> None:
    done = pst(*REPORT, "--donnees", donnees)

    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"{Path('reports') / BASE}.html\n"
    files = _files(Path("reports"))
    assert {f"{BASE}.html", f"{BASE}.ipynb", f"{BASE}.json", "index.html"} <= set(files)
    assert b"<script>alert(1)</script>" not in files[f"{BASE}.html"]
    assert f'href="{BASE}.html"' in files["index.html"].decode()
    asked = pst(
        *("evaluer", SLUG, "--date-arrete", "2021-12-31", "--format", "json"),
        *("--donnees", donnees),
    )
    assert json.loads(files[f"{BASE}.json"]) == json.loads(asked.stdout)


def test_report_names_no_folder_of_the_machine(pst: Pst, donnees: Path) -> None:
    pst(*REPORT, "--donnees", donnees)

    named = [
        n for n, content in _files(Path("reports")).items() if str(donnees).encode() in content
    ]
    assert named == []


def test_two_runs_give_the_same_bytes(pst: Pst, donnees: Path) -> None:
    pst(*REPORT, "--donnees", donnees, "--sortie", "un")
    pst(*REPORT, "--donnees", donnees, "--sortie", "deux")

    assert _files(Path("un")) == _files(Path("deux"))


def test_standalone_report_needs_no_other_file(pst: Pst, donnees: Path) -> None:
    pst(*REPORT, "--donnees", donnees, "--autonome")

    page = (Path("reports") / f"{BASE}.html").read_text(encoding="utf-8")
    assert "assets/" not in page


def test_report_is_noted_in_the_journal_so_that_a_batch_leaves_it(pst: Pst, donnees: Path) -> None:
    pst(*REPORT, "--donnees", donnees)

    done = pst("lot", "--donnees", donnees)

    assert "1\u00a0inchangé" in done.stdout


def test_report_that_fails_leaves_the_former_one(pst: Pst, donnees: Path) -> None:
    pst(*REPORT, "--donnees", donnees)
    before = _files(Path("reports"))
    (donnees / SLUG / "tables/suivi.csv").write_text("element_id\nz9\n", encoding="utf-8")

    done = pst(*REPORT, "--donnees", donnees)

    assert done.exit_code == 1
    assert _files(Path("reports")) == before


def test_a_pdf_wanted_without_browser_is_refused_before_anything_is_made(
    pst: Pst, donnees: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PST_NAVIGATEUR", "/nulle/part/chromium")
    for command in (REPORT, ("lot",)):
        done = pst(*command, "--pdf", "--donnees", donnees)

        assert done.exit_code == 1
        assert "/nulle/part/chromium" in done.stderr
        assert "--navigateur" in done.stderr
        assert not Path("reports").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="le faux navigateur est un script sh")
def test_the_pdf_of_a_report_stays_until_its_figures_change_and_its_leaving_is_told(
    pst: Pst, donnees: Path, tmp_path: Path
) -> None:
    browser = tmp_path / "navigateur"
    browser.write_text(
        '#!/bin/sh\nfor a in "$@"; do case $a in --print-to-pdf=*) f=${a#*=};; esac; done\n'
        "printf '%%PDF-1.4\\n%%%%EOF\\n' > \"$f\"\n"
        'n=$(grep -o \'class="figure-donnees"\' "${a#file://}" | wc -l)\n'
        'echo "<html data-graphiques=\\"$n\\">"\n',
        encoding="utf-8",
    )
    browser.chmod(0o755)
    done = pst(*REPORT, "--pdf", "--navigateur", browser, "--donnees", donnees)
    printed = Path("reports") / f"{BASE}.pdf"

    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [str(printed.with_suffix(".html")), str(printed)]
    assert printed.read_bytes().startswith(b"%PDF")
    assert f'href="{BASE}.pdf"' in Path("reports/index.html").read_text(encoding="utf-8")

    kept = pst("lot", "--donnees", donnees)
    assert "1\u00a0inchangé" in kept.stdout
    assert pst(*REPORT, "--donnees", donnees, "--autonome").stderr == ""
    assert printed.is_file()

    with (donnees / SLUG / "tables/suivi.csv").open("a", encoding="utf-8") as stream:
        stream.write("a2,2021-12-01,TERMINE\n")
    told = pst("lot", "--donnees", donnees).stdout
    assert "PDF retiré" in told
    assert f"• {BASE}.pdf" in told
    assert not printed.exists()
    assert f'href="{BASE}.pdf"' not in Path("reports/index.html").read_text(encoding="utf-8")


def test_a_notebook_of_ones_own_makes_reports_without_a_line_of_code(
    pst: Pst, donnees: Path, root: Path
) -> None:
    model = (root / "scripts/modeles/carnet.ipynb").read_text(encoding="utf-8")
    Path("71_le_mien.ipynb").write_text(model.replace("Mon modèle", "Vu d’ici"), encoding="utf-8")

    own = ("--carnet", "71_le_mien.ipynb", "--evaluation", "finale", "--date-arrete", "2024-12-31")
    done = pst("lot", *own, "--donnees", donnees, SLUG)

    base = Path("reports") / SLUG / "71_le_mien-2024-12-31"
    assert done.exit_code == 0
    page = base.with_suffix(".html").read_text(encoding="utf-8")
    assert "Vu d’ici au 31/12/2024" in page
    figures = json.loads(base.with_suffix(".json").read_bytes())
    assert figures["evaluation"] == "finale"
    listed = Path("reports/index.html").read_text(encoding="utf-8")
    assert "Vu d’ici" in listed
    assert "Évaluation finale" not in listed
    assert "1\u00a0inchangé" in pst("lot", *own, "--donnees", donnees, SLUG).stdout


def test_a_notebook_that_does_not_exist_is_refused_with_those_that_do(pst: Pst) -> None:
    done = pst(*REPORT, "--carnet", "99_rien")

    assert done.exit_code == 2
    assert "« 99_rien »" in done.stderr
    assert "50_qualite_donnees" in done.stderr
