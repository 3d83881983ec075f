"""Time the loading of a region's budgets beside bare pandas: part of ``make bench``.

Writes 261 fictitious budgets of 12 years × 1,500 lines (4.7 million rows) in a temporary folder,
then loads them as CSV and from the cache. Our way and the bare one take turns; the median of the
ratios is shown. Both give one table of all the rows.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

ORGANISATIONS, YEARS, LINES = 261, range(2019, 2031), 300
VERSIONS = ("INITIAL", "MB1", "MB2", "ENGAGEMENTS", "IMPUTATIONS")
FUNCTIONS = ("000", "104", "124", "831", "834", "837", "844", "8441", "84512", "8013")
IDENTITY = """\
slug: {slug}
organisme: CPAS fictif {rank}
type_admin: CPAS
libelle: PST fictif
exercice_debut: 2019
exercice_fin: 2024
fictif: true
"""
ELEMENTS = "element_id,parent_id,niveau,position,code,libelle\nos1,,OS,1,OS1,Être un essai\n"
HEADER = (
    "exercice,version,service,type,article,fonction,code_economique,numero,"
    "groupe_economique,projet,libelle,montant"
)
ROUNDS = 3


def main(arguments: list[str]) -> None:
    """Make the region and print one line per comparison."""
    count = int(arguments[0]) if arguments else ORGANISATIONS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = folder / "pst_data"
        files = [write_budget(data, rank) for rank in range(count)]
        print(f"{count} organismes, {count * len(YEARS) * len(VERSIONS) * LINES:,} lignes")
        for label, ours, bare, limit in comparisons(folder, data, files):
            print(line(label, ratios(ours, bare), limit), flush=True)


def write_budget(data: Path, rank: int) -> Path:
    """Write the folder of one fictitious PST; its budget is the file given back."""
    slug = f"cpas-fictif-{rank:03d}-2019-2024"
    tables = data / slug / "tables"
    tables.mkdir(parents=True)
    (data / slug / "pst.yml").write_text(IDENTITY.format(slug=slug, rank=rank), encoding="utf-8")
    (tables / "elements.csv").write_text(ELEMENTS, encoding="utf-8")
    path = tables / "budget.csv"
    path.write_text("\n".join([HEADER, *budget_rows(rank), ""]), encoding="utf-8")
    return path


def budget_rows(seed: int) -> Iterator[str]:
    """Give the rows of a budget: the same articles each year, amounts that change."""
    for year in YEARS:
        for place, version in enumerate(VERSIONS):
            for rank in range(LINES):
                function = FUNCTIONS[rank % len(FUNCTIONS)]
                kind, code, number = "RD"[rank % 3 > 0], 111 + rank, 1 + rank % 48
                cents = (rank * 7919 + seed * 104_729 + year * 31 + place * 17) % 90_000_000
                yield (
                    f"{year},{version},O,{kind},{function}/{code}-{number:02d},{function},{code},"
                    f"{number:02d},7{rank % 3},,Intitulé de l’article {rank},"
                    f"{cents // 100}.{cents % 100:02d}"
                )


Comparison = tuple[str, Callable[[], object], Callable[[], object], float]


def comparisons(folder: Path, data: Path, files: list[Path]) -> Iterator[Comparison]:
    """Give what is compared: label, our way, the bare way, the ratio wanted at most."""
    import pstlib

    def ours() -> pd.DataFrame:
        return pstlib.load_table("budget", data)

    os.environ["PST_CACHE"] = ""
    yield "CSV / pandas.read_csv", ours, lambda: pd.concat(map(pd.read_csv, files)), 2.0
    os.environ["PST_CACHE"] = str(folder / "cache")
    parquet = folder / "budget.parquet"
    ours().to_parquet(parquet, index=False)
    time.sleep(2.5)  # a copy is trusted by its time only when the file has settled
    for path in files:  # as if it had been written long ago
        os.utime(path, (1_700_000_000, 1_700_000_000))
    ours()
    yield "cache / pandas.read_parquet", ours, lambda: pd.read_parquet(parquet), 1.3
    slug = files[0].parents[1].name
    yield (
        "un organisme / pandas.read_csv",
        lambda: pstlib.load(slug, data),
        lambda: pd.read_csv(files[0]),
        float("nan"),
    )


def ratios(
    ours: Callable[[], object], bare: Callable[[], object]
) -> list[tuple[float, float, float]]:
    """Give seconds, bare seconds and ratio of each round, the two ways taking turns."""
    rounds = []
    for _ in range(ROUNDS):
        own, other = duration(ours), duration(bare)
        rounds.append((own, other, own / other))
    return rounds


def duration(act: Callable[[], object]) -> float:
    """Give the seconds that one call takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def line(label: str, rounds: list[tuple[float, float, float]], limit: float) -> str:
    """Write the median seconds and ratio of a comparison."""
    own, other, ratio = (statistics.median(column) for column in zip(*rounds, strict=True))
    wanted = "" if limit != limit else f"   (voulu : ≤ {limit})"  # noqa: PLR0124 - NaN
    return f"{label:<34}{own:7.3f} s / {other:7.3f} s = {ratio:5.2f}{wanted}"


if __name__ == "__main__":
    main(sys.argv[1:])
