"""Time a batch of reports beside what it replaces: ``make bench-lot``.

Each round makes the same reports of a fictitious region in every way, one way after the other;
the median of the rounds is shown, with its ratio to papermill's and nbconvert's own commands.
Then the memory of a batch is compared with that of a small one, and the files of both engines.
"""

import argparse
import ast
import filecmp
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType

import psutil

ROOT = Path(__file__).parents[1]
DATE, KIND = "2024-06-30", "finale"
NOTEBOOK = ROOT / "notebooks/20_evaluation_finale.ipynb"
BY_COMMANDS = "papermill + nbconvert"


def main() -> None:
    """Make the region and print what was measured."""
    options = arguments()
    with tempfile.TemporaryDirectory() as name:
        region = options.region or make_region(Path(name) / "region", options.organismes)
        slugs = sound_slugs(region)[: options.grand]
        print(f"{len(slugs)} PST, {options.tours} tours de {options.rapports} rapports", flush=True)
        work = Workplace(region, Path(name))
        compare_ways(work, slugs, options.tours, options.rapports)
        compare_sizes(work, slugs, options.petit)
        compare_files(work, slugs[:3])


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--region", type=Path, help="une région déjà faite")
    parser.add_argument("--organismes", type=int, default=261)
    parser.add_argument("--tours", type=int, default=3)
    parser.add_argument("--rapports", type=int, default=12, help="rapports par tour")
    parser.add_argument("--petit", type=int, default=20, help="petit lot, pour la mémoire")
    parser.add_argument(
        "--grand", type=int, default=261, help="grand lot ; 2610 pour dix fois plus"
    )
    return parser.parse_args()


def make_region(folder: Path, organisations: int) -> Path:
    """Make a fictitious region."""
    run("pst", "exemple", "region", "--organismes", str(organisations), "--vers", str(folder))
    return folder


def sound_slugs(region: Path) -> list[str]:
    """Name the PST of the region that an evaluation can be made of."""
    from pstlib.errors import PstError
    from pstlib.model import list_slugs, load

    def is_sound(slug: str) -> bool:
        try:
            return "2019" in slug and not load(slug, region).elements.empty
        except PstError:
            return False

    return [slug for slug in list_slugs(region) if is_sound(slug)]


class Workplace:
    """Where the reports of a benchmark are made, each batch in a folder of its own."""

    def __init__(self, region: Path, folder: Path) -> None:
        self.region, self._folder, self._number = region, folder, 0

    def new(self) -> Path:
        """Give an empty folder."""
        self._number += 1
        made = self._folder / f"lot-{self._number}"
        made.mkdir()
        return made

    def commands(self, slugs: list[str]) -> float:
        """Make reports as people do without pstlib; give the seconds a report."""
        folder, start = self.new(), time.perf_counter()
        for slug in slugs:
            ran, page = str(folder / f"{slug}.ipynb"), str(folder / f"{slug}.html")
            asked = ("-p", "slug", slug, "-p", "date_arrete", DATE, "--no-progress-bar")
            run("papermill", str(NOTEBOOK), ran, *asked, PST_DONNEES=str(self.region))
            run("jupyter-nbconvert", ran, "--to", "html", "--no-input", "--output", page)
        return (time.perf_counter() - start) / len(slugs)

    def batch(self, slugs: list[str], engine: str, workers: int) -> dict[str, float]:
        """Make reports by ``make_reports``; see ``batch_here`` for what is measured."""
        return self._apart("batch_here", engine, str(workers), *slugs)

    def plain(self, slugs: list[str]) -> float:
        """Make the tables and figures of reports in one warm process; the seconds a report."""
        return self._apart("plain_here", *slugs)["par_rapport"]

    def _apart(self, function: str, *given: str) -> dict[str, float]:
        code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import lot; lot"
        command = [sys.executable, "-c", f"{code}.{function}(*sys.argv[1:])", *given]
        folder, variables = self.new(), {**os.environ, "PST_DONNEES": str(self.region)}
        process = subprocess.Popen(  # noqa: S603
            command, cwd=folder, env=variables, stdout=subprocess.PIPE, text=True
        )
        peak = max(memory_while_running(process), default=0)
        said = process.stdout.read() if process.stdout else ""
        self.last = folder
        return {**json.loads(said.splitlines()[-1]), "memoire": peak}


def memory_while_running(process: subprocess.Popen[str]) -> Iterator[int]:
    """Give the resident memory of a process and all those below it, time and again."""
    top = psutil.Process(process.pid)
    while process.poll() is None:
        total = 0
        try:
            for one in [top, *top.children(recursive=True)]:
                total += one.memory_info().rss
        except psutil.NoSuchProcess:
            continue
        yield total
        time.sleep(0.1)


def batch_here(engine: str, workers: str, *slugs: str) -> None:
    """Make reports; say the seconds a report once all is loaded, those of the start, the total."""
    import datetime as dt

    from pstlib.reports import Job, make_reports

    region, count = Path(os.environ["PST_DONNEES"]), int(workers)
    start = time.perf_counter()
    jobs = (
        Job(
            slug=slug,
            evaluation=KIND,
            date_arrete=dt.date.fromisoformat(DATE),
            donnees=region,
            sortie=Path("rapports"),
        )
        for slug in slugs
    )
    ends, failures = [], []
    for result in make_reports(jobs, workers=count, engine=engine):
        ends.append(time.perf_counter())
        failures += [result.error] if result.error else []
    steady = (ends[-1] - ends[count - 1]) / (len(ends) - count)
    total = ends[-1] - start
    if failures:
        print(*failures, sep="\n", file=sys.stderr)
    told = {"par_rapport": steady, "demarrage": total - steady * len(ends), "total": total}
    print(json.dumps({**told, "echecs": len(failures)}))


def plain_here(*slugs: str) -> None:
    """Make the tables and figures of each report by one plain function, all loaded."""
    import nbformat

    sources = [
        cell.source
        for cell in nbformat.read(NOTEBOOK, as_version=4).cells
        if cell.cell_type == "code" and "parameters" not in cell.metadata.get("tags", [])
    ]

    steps = [_compiled(source) for source in sources]

    def report(slug: str) -> None:
        names = {"slug": slug, "date_arrete": DATE, "court": False}
        for statements, value in steps:
            exec(statements, names)  # noqa: S102 - the notebook's own cells
            if value:
                _show(eval(value, names))  # noqa: S307

    report(slugs[0])
    start = time.perf_counter()
    for slug in slugs:
        report(slug)
    print(json.dumps({"par_rapport": (time.perf_counter() - start) / len(slugs)}))


def _compiled(source: str) -> tuple[CodeType, CodeType | None]:
    """Cut a cell into its statements and the value that it shows, if any."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    value = compile(ast.Expression(last.value), "cell", "eval") if last else None
    return compile(tree, "cell", "exec"), value


def _show(value: object) -> None:
    for method in ("_repr_mimebundle_", "_repr_html_"):
        if hasattr(value, method):
            getattr(value, method)()
            return


def compare_ways(work: Workplace, slugs: list[str], rounds: int, count: int) -> None:
    """Make the same reports in every way, and print the medians."""
    ways: dict[str, Callable[[list[str]], float]] = {
        BY_COMMANDS: lambda some: work.commands(some[:2]),
        "noyau, 2 processus": lambda some: work.batch(some[:6], "noyau", 2)["par_rapport"],
        "rapide, 1 processus": lambda some: work.batch(some, "rapide", 1)["par_rapport"],
        "rapide, 2 processus": lambda some: work.batch(some, "rapide", 2)["par_rapport"],
        "une fonction, déjà chargée": work.plain,
    }
    seconds: dict[str, list[float]] = {label: [] for label in ways}
    for rank in range(rounds):
        some = (slugs * 2)[rank * count % len(slugs) :][:count]
        for label, way in ways.items():
            seconds[label].append(way(some))
    usual = statistics.median(seconds[BY_COMMANDS])
    for label, found in seconds.items():
        middle = statistics.median(found)
        print(f"{label:<28} {middle:7.3f} s par rapport   {usual / middle:5.1f} ×", flush=True)
    ratios = zip(seconds["rapide, 1 processus"], seconds["une fonction, déjà chargée"], strict=True)
    print(f"rapide (1) / une fonction    {statistics.median(a / b for a, b in ratios):5.2f}")


def compare_sizes(work: Workplace, slugs: list[str], small: int) -> None:
    """Print the memory and time of a small batch and of the whole region."""
    found = {}
    for count in (small, len(slugs)):
        found[count] = batch = work.batch(slugs[:count], "rapide", 2)
        spent = f"{batch['total']:7.1f} s dont démarrage {batch['demarrage']:.1f}"
        each = f"{batch['par_rapport']:.3f} s par rapport"
        memory = f"mémoire {batch['memoire'] / 1e6:.0f} Mo"
        print(f"{count:5} rapports : {spent}, {each}, {memory}, {batch['echecs']} échec(s)")
    few, all_of_them = found.values()
    print(f"mémoire, grand lot / petit : {all_of_them['memoire'] / few['memoire']:.2f}")


def compare_files(work: Workplace, slugs: list[str]) -> None:
    """Say whether both engines write the same files."""
    folders = []
    for engine in ("noyau", "rapide"):
        work.batch(slugs, engine, 1)
        folders.append(work.last / "rapports")
    names = [str(path.relative_to(folders[0])) for path in folders[0].glob("*/*-*.*")]
    _, different, missing = filecmp.cmpfiles(*folders, names, shallow=False)
    print(
        f"fichiers des deux moteurs : {len(names)}, différents : {different + missing or 'aucun'}"
    )


def run(name: str, *given: str, **variables: str) -> None:
    """Run a program of this environment; what it says is shown if it fails."""
    done = subprocess.run(  # noqa: S603 - the programs are named above
        [str(Path(sys.executable).with_name(name)), *given],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{name} : {done.stderr}")


if __name__ == "__main__":
    main()
