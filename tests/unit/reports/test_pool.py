"""A report that goes wrong in any way costs only itself."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

LIMIT = "20"  # seconds; only the report that never ends reaches it
BEHAVIOURS = {
    "leve": "raise ValueError('pas de chance')",
    "sort": "import os; os._exit(3)",
    "tombe": "import ctypes; ctypes.string_at(0)",
    "tue": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "pend": "while True: pass",
    "enfle": "import os; size = os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE')\n"
    "held = bytearray(size * 7 // 10)",
    "salit": "import os, warnings, pandas as pd, pstlib\nos.environ['TRACE'] = 'oui'\n"
    "os.chdir('/'); pd.options.display.max_rows = 3; pstlib.trace = 1\n"
    "warnings.simplefilter('ignore'); pstlib.load_all = None",
    "laisse": "import subprocess, pathlib, threading, time\n"
    "child = subprocess.Popen(['sleep', '600'])\n"
    "n = pathlib.Path('laissé').write_text(str(child.pid))\n"
    "threading.Thread(target=time.sleep, args=(600,)).start()",
    "bon": "print('bon')",
    "dernier": "print('bon')",
}
STATE = """\
import os, warnings, pandas as pd, pstlib
print(os.environ.get("TRACE"), os.getcwd(), pd.get_option("display.max_rows"))
print(warnings.filters, vars(pstlib).get("trace"), pstlib.load_all is None)"""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="real processes and signals")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """A copy of the package whose notebook does what each PST says, and a PST a behaviour."""
    folder = tmp_path_factory.mktemp("lot")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / "src", folder / "src", ignore=ignored)
    (folder / "notebooks").mkdir()
    cells = [
        new_code_cell(
            'slug: str = "a"\ndate_arrete: str = "b"\ncourt: bool = False',
            metadata={"tags": ["parameters"]},
        ),
        new_code_cell(STATE),
        new_markdown_cell("## Le milieu"),
        new_code_cell("exec(open(f'donnees/{slug}/cellule.py').read())"),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, folder / "notebooks/10_evaluation_mi_parcours.ipynb")
    model = root / "tests/snapshot/donnees/petit-2019-2024"
    for name, source in {**BEHAVIOURS, "attend": _WAITING}.items():
        shutil.copytree(model, folder / "donnees" / name)
        identity = folder / "donnees" / name / "pst.yml"
        text = identity.read_text(encoding="utf-8").replace("petit-2019-2024", name)
        identity.write_text(text, encoding="utf-8")
        (folder / "donnees" / name / "cellule.py").write_text(source, encoding="utf-8")
    return folder


_WAITING = """\
import os, pathlib, time
n = pathlib.Path(f'attend-{os.getpid()}').write_text('')
time.sleep(600)"""


def start(place: Path, *arguments: str) -> subprocess.Popen[str]:
    script = Path(__file__).with_name("batch_script.py")
    variables = {**os.environ, "PYTHONPATH": str(place / "src")}
    return subprocess.Popen(  # noqa: S603
        [sys.executable, str(script), *arguments],
        cwd=place,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def told(place: Path) -> dict[str, dict[str, Any]]:
    batch = start(place, "rapide", LIMIT, *BEHAVIOURS)
    said, trouble = batch.communicate()
    assert batch.returncode == 0, trouble
    return {line["slug"]: line for line in map(json.loads, said.splitlines())}


def test_every_report_has_its_result(told: dict[str, dict[str, Any]]) -> None:
    assert set(told) == set(BEHAVIOURS)
    assert [slug for slug in BEHAVIOURS if told[slug]["error"] is None] == [
        "salit", "laisse", "bon", "dernier",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("slug", "cause", "words"),
    [
        ("leve", "cellule", "section « Le milieu » – trouvé : ValueError – pas de chance"),
        ("sort", "arret", "s’est arrêté sans rien dire (code 3)"),
        ("tombe", "arret", "s’est arrêté sans rien dire (signal 11)"),
        ("tue", "arret", "s’est arrêté sans rien dire (signal 9)"),
        ("pend", "temps", "dépasse sa limite de 20 s"),
        ("enfle", "memoire", "MemoryError"),
    ],
)
def test_a_failure_is_told_with_its_cause_and_cell(
    slug: str, cause: str, words: str, told: dict[str, dict[str, Any]]
) -> None:
    result = told[slug]

    assert words in result["error"].replace("\u00a0", " ")
    assert (result["cause"], result["html"]) == (cause, "None")
    assert result["cell"] == "[4] exec(open(f'donnees/{slug}/cellule.py').read())"


@pytest.mark.usefixtures("told")
def test_a_failed_report_leaves_no_file(place: Path) -> None:
    made = {path.name for path in (place / "rapports").iterdir()}

    assert made == {"salit", "laisse", "bon", "dernier", "assets"}
    assert not [*(place / "rapports").glob("*/.*")]


@pytest.mark.usefixtures("told")
def test_a_report_finds_nothing_of_the_others(place: Path) -> None:
    first, last = (
        nbformat.read(place / f"rapports/{slug}/mi-parcours-2021-12-31.ipynb", as_version=4)
        for slug in ("salit", "dernier")
    )

    assert [cell.get("outputs") for cell in first.cells][:3] == [
        cell.get("outputs") for cell in last.cells
    ][:3]
    assert "oui" not in last.cells[2].outputs[0].text


@pytest.mark.usefixtures("told")
def test_what_a_notebook_leaves_running_is_ended(place: Path) -> None:
    number = int((place / "laissé").read_text(encoding="utf-8"))

    assert is_gone(number)


def test_jobs_are_taken_as_places_become_free(told: dict[str, dict[str, Any]]) -> None:
    ahead = [result["taken"] - rank for rank, result in enumerate(told.values(), 1)]

    assert max(ahead) <= 3  # two being made, and one whose result waits with this one's


def test_an_interruption_ends_the_reports_being_made(place: Path) -> None:
    batch = start(place, "rapide", "0", "attend", "bon", "attend")
    numbers = waiting_processes(place, 1)
    batch.send_signal(signal.SIGINT)
    _, trouble = batch.communicate()

    assert "KeyboardInterrupt" in trouble
    assert all(map(is_gone, numbers))


def test_a_batch_killed_outright_takes_its_reports_with_it(place: Path) -> None:
    batch = start(place, "rapide", "0", "attend")
    numbers = waiting_processes(place, 1)
    batch.kill()
    batch.communicate()

    assert all(map(is_gone, numbers))


def waiting_processes(place: Path, count: int) -> list[int]:
    """Wait until reports wait, and give the numbers of their processes."""
    while len(marks := [*place.glob("attend-*")]) < count:
        time.sleep(0.05)
    for mark in marks:
        mark.unlink()
    return [int(mark.name.partition("-")[2]) for mark in marks]


def is_gone(number: int) -> bool:
    """Tell whether a process has ended, or does within a moment."""
    for _ in moments():
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return True
        with contextlib.suppress(FileNotFoundError):
            if ") Z " in Path(f"/proc/{number}/stat").read_text(encoding="utf-8"):
                return True  # ended; who would take note of it has ended too
    return False


def moments() -> Iterator[None]:
    for _ in range(200):
        yield
        time.sleep(0.05)
