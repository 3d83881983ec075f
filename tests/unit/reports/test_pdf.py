"""What is said when a browser fails, and that nothing of it stays."""

import datetime as dt
import sys
import time
from pathlib import Path

import psutil
import pytest

from pstlib.errors import ReportError
from pstlib.reports.pdf import print_pdf

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="les faux navigateurs sont des sh")
DATE = dt.date(2021, 12, 31)
PRINTS = """for a in "$@"; do case $a in --print-to-pdf=*) f=${a#*=};; esac; done
printf '%%PDF-1.4\\n/CreationDate (D:20300102030405+01'"'00'"')\\n%%%%EOF\\n' > "$f"
"""


def fake(folder: Path, script: str) -> Path:
    path = folder / "navigateur"
    path.write_text(f"#!/bin/sh\n{script}", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_the_file_bears_the_date_of_the_report_and_no_hour(tmp_path: Path) -> None:
    browser = fake(tmp_path, PRINTS + """echo '<html lang="fr" data-graphiques="2">'\n""")

    assert print_pdf("<p>", browser, date=DATE, charts=2) == (
        b"%PDF-1.4\n/CreationDate (D:20211231000000+00'00')\n%%EOF\n"
    )


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo 'profil verrouillé' >&2; exit 21\n", "n’a pas écrit le PDF.*profil verrouillé"),
        (PRINTS + "echo '<html data-graphiques=\"1\">'\n", "manquent.*1 dessinés sur 2"),
        (PRINTS, "manquent.*0 dessinés sur 2"),
    ],
)
def test_a_failure_is_said_with_the_next_step(tmp_path: Path, script: str, said: str) -> None:
    with pytest.raises(ReportError, match=f"{said}.*--navigateur"):
        print_pdf("<p>", fake(tmp_path, script), date=DATE, charts=2)


def test_a_browser_that_hangs_is_stopped_with_what_it_started(tmp_path: Path) -> None:
    browser = fake(tmp_path, f"sleep 61 & echo $! > {tmp_path}/pid\nwait\n")
    started = time.monotonic()
    with pytest.raises(ReportError, match="trop de temps"):
        print_pdf("<p>", browser, date=DATE, charts=0, seconds=1)

    assert time.monotonic() - started < 30
    child = int((tmp_path / "pid").read_text(encoding="utf-8"))
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == "zombie"


def test_the_profile_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    browser = fake(tmp_path, PRINTS + "echo '<html data-graphiques=\"0\">'\n")
    print_pdf("<p>", browser, date=DATE, charts=0)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["navigateur"]
