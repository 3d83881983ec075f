"""``pst rapport`` and ``pst lot`` through the real engine, on a small PST."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
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


def test_batch_lists_its_failures_goes_on_and_keeps_a_journal(pst: Pst, donnees: Path) -> None:
    identity = (donnees / SLUG / "pst.yml").read_text(encoding="utf-8")
    for slug in ("autre-2019-2024", "casse-2019-2024"):
        (donnees / slug / "tables").mkdir(parents=True)
        (donnees / slug / "pst.yml").write_text(identity.replace(SLUG, slug), encoding="utf-8")
    table = donnees / "autre-2019-2024/tables/elements.csv"
    table.write_text("element_id,niveau\na1,ETAGE\n", encoding="utf-8")
    (donnees / "casse-2019-2024/pst.yml").write_text("slug: [", encoding="utf-8")
    with (donnees / SLUG / "pst.yml").open("a", encoding="utf-8") as stream:
        stream.write("  - {evaluation: finale, date_arrete: 2024-06-30}\n")

    done = pst("lot", "--donnees", donnees, "--sortie", "sortie")

    said = done.stdout.replace("\u00a0", " ").splitlines()
    assert done.exit_code == 1
    assert said[0] == "2 rapports, 2 échecs"
    assert said[-1] == str(Path("sortie/index.html"))
    assert any("autre-2019-2024" in line and "elements.csv" in line for line in said)
    assert any("casse-2019-2024" in line for line in said)
    journal = (Path("sortie") / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["etat"] for line in journal] == ["echec", "fait", "fait"]
    assert sorted(path.name for path in Path("sortie").iterdir() if path.is_dir()) == [
        "assets",
        SLUG,
    ]


def test_report_that_fails_leaves_the_former_one(pst: Pst, donnees: Path) -> None:
    pst(*REPORT, "--donnees", donnees)
    before = _files(Path("reports"))
    (donnees / SLUG / "tables/suivi.csv").write_text("element_id\nz9\n", encoding="utf-8")

    done = pst(*REPORT, "--donnees", donnees)

    assert done.exit_code == 1
    assert _files(Path("reports")) == before


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_interrupted_batch_says_one_sentence(donnees: Path, tmp_path: Path) -> None:
    batch = subprocess.Popen(  # noqa: S603 - our own command
        [
            Path(sys.executable).with_name("pst"),
            *("lot", "--donnees", donnees, "--sortie", tmp_path / "sortie"),
        ],
        env=os.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while batch.poll() is None and not psutil.Process(batch.pid).children():
        time.sleep(0.1)  # until the kernel of the report starts
    batch.send_signal(signal.SIGINT)
    output, error = batch.communicate(timeout=60)

    assert (batch.returncode, output) == (130, "")
    assert error.strip() == "Interrompu à votre demande."
    assert not (tmp_path / "sortie" / SLUG).exists()


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
def test_the_pdf_of_a_report_is_listed_and_leaves_with_its_figures(
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

    pst(*REPORT, "--donnees", donnees)
    assert not printed.exists()
    assert f'href="{BASE}.pdf"' not in Path("reports/index.html").read_text(encoding="utf-8")
