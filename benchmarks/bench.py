"""Time what people wait for, beside what it is built on: ``make bench``.

Machines and moments differ by half, so the ratio to the yardstick is what to compare; a figure of
another day is in ``README.md``. Nothing here is a test: a slow machine is not a defect.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
DATA = ROOT / "pst_data"
SLUG, DATE = "valrive-2019-2024", "2021-12-31"
NOTEBOOK = ROOT / "notebooks/10_evaluation_mi_parcours.ipynb"
REPORT = ("--evaluation", "mi-parcours", "--date-arrete", DATE)


@dataclass(frozen=True)
class Measure:
    """What is timed, how often, and the label of the measure that it is compared with."""

    label: str
    act: Callable[[], object]
    times: int
    yardstick: str = ""


def main() -> None:
    """Time everything and print one line for each."""
    seconds: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for measure in measures(Path(folder)):
            seconds[measure.label] = median(measure)
            print(line(measure, seconds), flush=True)


def measures(folder: Path) -> list[Measure]:
    """Give the measures in the order in which they are made; a yardstick comes before its users."""
    return [
        Measure("python -c pass", lambda: program("python", "-c", "pass"), 9),
        Measure("pst --help", lambda: program("pst", "--help"), 9, "python -c pass"),
        Measure("import pandas", lambda: program("python", "-c", "import pandas"), 5),
        Measure("pst evaluer", evaluate_by_command, 5, "import pandas"),
        Measure("pstlib.evaluate, warm", warm_evaluation(), 9),
        Measure("papermill + nbconvert", lambda: two_programs(folder), 2),
        Measure("pst rapport", lambda: report(folder), 3, "papermill + nbconvert"),
    ]


def median(measure: Measure) -> float:
    """Give the median duration in seconds, the first call left out: it fills the caches."""
    measure.act()
    return statistics.median(duration(measure.act) for _ in range(measure.times))


def duration(act: Callable[[], object]) -> float:
    """Give the seconds that one call takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def line(measure: Measure, seconds: dict[str, float]) -> str:
    """Write a measure with its ratio to its yardstick."""
    taken = seconds[measure.label]
    text = f"{measure.label:<24} {taken * 1000:8.0f} ms"
    if not measure.yardstick:
        return text
    return f"{text}   {taken / seconds[measure.yardstick]:5.2f} × {measure.yardstick}"


def program(name: str, *arguments: str) -> None:
    """Run a program of this environment on the shipped data; what it says is shown if it fails."""
    done = subprocess.run(  # noqa: S603 - the programs are named above
        [str(Path(sys.executable).with_name(name)), *arguments],
        env={**os.environ, "PST_DONNEES": str(DATA)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{name} : {done.stderr}")


def evaluate_by_command() -> None:
    """Evaluate from a cold start, as a person does."""
    program("pst", "evaluer", SLUG, "--date-arrete", DATE, "--format", "json")


def warm_evaluation() -> Callable[[], object]:
    """Give an evaluation with everything loaded, as a batch does it."""
    import pstlib

    pst = pstlib.load(SLUG, DATA)
    return lambda: pstlib.evaluate(pst, date_arrete=DATE)


def report(folder: Path) -> None:
    """Make one report from a cold start."""
    program("pst", "rapport", SLUG, *REPORT, "--sortie", str(folder / "reports"))


def two_programs(folder: Path) -> None:
    """Make the same notebook into HTML as people do without pstlib."""
    run, page = str(folder / "run.ipynb"), str(folder / "page.html")
    parameters = ("-p", "slug", SLUG, "-p", "date_arrete", DATE)
    program(
        "papermill", str(NOTEBOOK), run, *parameters, "--no-progress-bar", "--log-level", "ERROR"
    )
    program(
        "jupyter-nbconvert", run, "--to", "html", "--no-input", "--output", page, "--log-level=40"
    )


if __name__ == "__main__":
    main()
