"""Measure what actions are found to be shareable, on pairs judged by hand.

Two halves: the author of the rules worked on ``dev`` and never read ``held``. Only counts of
``held`` are shown, never a title. ``python scripts/measure_sharing.py``.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pstlib.comparison.similar import Reader
from pstlib.reference.concepts import load_thesaurus
from pstlib.reference.sharing import load_sharing_rules
from pstlib.synergies.sharing import SharingReader

PAIRS = Path(__file__).parents[1] / "tests/data/synergies"


@dataclass(frozen=True)
class Measured:
    """How many pairs are found, right or wrong, of how many."""

    found_right: int
    found_wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of the pairs found that are right."""
        return self.found_right / (self.found_right + self.found_wrong)

    @property
    def recall(self) -> float:
        """Share of the right pairs that are found."""
        return self.found_right / (self.found_right + self.missed)


def judged(part: str) -> pd.DataFrame:
    """Give the pairs of a part with what the rules say: ``score`` (0 where not proposed)."""
    table = pd.read_csv(PAIRS / f"paires_{part}.csv", dtype="str", keep_default_na=False)
    rules = load_sharing_rules()
    reader = SharingReader(rules, Reader(load_thesaurus()))
    matches = [
        reader.match(
            reader.read(row.a_libelle, row.a_oo or None, kind=row.a_type),
            reader.read(row.b_libelle, row.b_oo or None, kind=row.b_type),
            both_cpas=row.a_type == row.b_type == "CPAS",
        )
        for row in table.itertuples()
    ]
    return table.assign(
        score=[m.score if m and m.score >= rules.seuils["proposition"] else 0.0 for m in matches],
        objet=[(m.objet.nom if m.objet else "mots") if m else "" for m in matches],
    )


def measure(part: str) -> Measured:
    """Count what the rules find in a part."""
    pairs = judged(part)
    right, found = pairs["partageable"].eq("oui"), pairs["score"].gt(0)
    return Measured(
        int((right & found).sum()), int((~right & found).sum()), int((right & ~found).sum())
    )


if __name__ == "__main__":
    for name in sys.argv[1:] or ("dev", "held", "neuves"):
        one = measure(name)
        print(f"{name}: précision {one.precision:.3f}, rappel {one.recall:.3f}, {one}")
