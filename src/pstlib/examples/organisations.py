"""Who the organisations of a fictitious region are: names, size, services, habits, gaps."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from math import gcd

from pstlib.errors import UsageError
from pstlib.examples.draws import Draw
from pstlib.examples.vocabulary import hamlets, names, toponyms, words
from pstlib.text import fold

# Belgium uses no REFNIS code from 86 to 89 nor from 94 on; 90 is Valrive's and 99999 says "none".
_PREFIXES = (86, 87, 88, 89, 94, 95, 96, 97, 98)
_PROVINCES = (0, 0, 1, 1, 2, 2, 3, 3, 4)
_POPULATION = (
    (0.0, 1_400), (0.1, 3_300), (0.3, 6_000), (0.5, 9_200), (0.7, 14_000), (0.85, 22_000),
    (0.95, 42_000), (0.99, 100_000), (1.0, 200_000),
)  # fmt: skip
_ACTIONS = (
    (0.0, 8), (0.1, 20), (0.3, 42), (0.5, 62), (0.7, 95), (0.9, 175), (0.98, 280), (1.0, 320),
)  # fmt: skip
_GAPS = {
    "SANS_SUIVI": 0.05, "SUIVI_ARRETE": 0.12, "SANS_DATES": 0.07, "SANS_RESPONSABLE": 0.10,
    "SANS_BUDGET": 0.12, "SANS_COMPTE": 0.10, "COMPTE_INDISTINCT": 0.05,
    "EXERCICES_MANQUANTS": 0.08, "SANS_INDICATEURS": 0.25, "SANS_LIENS_BUDGET": 0.35,
    "SANS_DEMARCHES": 0.15, "SANS_EFFECTIFS": 0.20,
}  # fmt: skip
DAMAGES = (
    "CSV_ILLISIBLE", "SCHEMA", "IDENTIFIANT_DOUBLE", "LIEN_ROMPU", "FICHIER_TRONQUE",
    "ENCODAGE", "IDENTITE_ILLISIBLE",
)  # fmt: skip
_DAMAGED_EVERY = 37
NORMAL, NO_PLAN, NOT_RECEIVED = "RECU", "SANS_PST", "NON_RECU"


@dataclass(frozen=True)
class Organisation:
    """One fictitious CPAS; everything follows from the seed of the region and its rank."""

    seed: int
    rank: int

    def draw(self, purpose: str) -> Draw:
        """Give the chance of this organisation for one purpose."""
        return Draw(self.seed, self.rank, purpose)

    @cached_property
    def commune(self) -> str:
        """Name of the commune, different for every rank."""
        return str(names()[_shuffled(self.rank, len(names()), self.seed)])

    @property
    def name(self) -> str:
        """Name of the CPAS: « CPAS d’Ambrecourt »."""
        from pstlib.grammar import of

        return f"CPAS {of(self.commune)}"

    @property
    def ins(self) -> str:
        """Code that no Belgian commune bears."""
        number, prefix = divmod(self.rank, len(_PREFIXES))
        return f"{_PREFIXES[prefix]}{number + 1:03}"

    @property
    def stem(self) -> str:
        """What the names of its folders begin with."""
        return fold(self.commune).replace("’", "-").replace(" ", "-")

    @property
    def _prefix(self) -> int:
        return self.rank % len(_PREFIXES)

    @property
    def place(self) -> dict[str, str]:
        """Province and arrondissement, invented as well."""
        province = _PROVINCES[self._prefix]
        return {
            "province": toponyms()["province"][province],
            "province_ins": f"0{province + 5}000",
            "arrondissement": toponyms()["arrondissement"][self._prefix],
            "arrondissement_ins": f"{_PREFIXES[self._prefix]}000",
        }

    @cached_property
    def population(self) -> int:
        """Inhabitants at the start of 2019."""
        return int(self.draw("population").quantile(_POPULATION))

    @cached_property
    def villages(self) -> list[str]:
        """Three to eight villages of the commune."""
        draw = self.draw("villages")
        return draw.some(hamlets(), draw.whole(3, 8))

    @cached_property
    def actions(self) -> int:
        """Number of actions of its plan: 8 to 320, more in large communes."""
        draw = self.draw("taille")
        own, size = draw.quantile(_ACTIONS), self.population / (self.population + 12_000)
        return max(8, min(320, round(own * (0.4 + 1.25 * size))))

    @cached_property
    def services(self) -> frozenset[str]:
        """Services that not every CPAS has: ``MR``, ``DOMICILE``, ``ENFANCE``, ``ILA``."""
        draw, large = self.draw("services"), self.population > 12_000
        odds = {
            "MR": 0.45 + 0.3 * large,
            "DOMICILE": 0.8,
            "ENFANCE": 0.35 + 0.3 * large,
            "ILA": 0.6,
        }
        return frozenset(name for name, odd in odds.items() if draw.chance(odd))

    @cached_property
    def gaps(self) -> frozenset[str]:
        """Kinds of data that it doesn't have."""
        draw = self.draw("lacunes")
        return frozenset(gap for gap, odd in _GAPS.items() if draw.chance(odd))

    @cached_property
    def state(self) -> str:
        """RECU, SANS_PST or NON_RECU."""
        at = self.draw("etat").random()
        if self.damage or self.is_hostile or at >= 0.07:
            return NORMAL
        return NO_PLAN if at < 0.03 else NOT_RECEIVED

    @property
    def damage(self) -> str | None:
        """What is wrong with its files: each kind once in 259 organisations."""
        number, place = divmod(self.rank, _DAMAGED_EVERY)
        return DAMAGES[number % len(DAMAGES)] if place == _DAMAGED_EVERY // 2 else None

    @property
    def is_hostile(self) -> bool:
        """Whether some of its titles try to run in a page or a spreadsheet."""
        return self.rank % 67 == 5

    @cached_property
    def installed(self) -> dt.date:
        """Day on which the council of the term 2019-2024 took its seat."""
        return dt.date(2019, 1, self.draw("installation").whole(7, 25))

    def is_one(self, trait: str, odds: float) -> bool:
        """Tell whether the organisation has a trait that a share ``odds`` of all has."""
        return self.draw(trait).chance(odds)

    @cached_property
    def setting(self) -> dict[str, str]:
        """What its titles name: the rest home, the name of a project."""
        draw, given = self.draw("cadre"), words("titles")
        home = draw.pick(given["residences"])
        form = draw.pick(["la maison de repos", "la résidence « {} »", "la MR « {} »", "la MRS {}"])
        return {"mr": form.format(home), "projet": draw.pick(given["projets"])}


def _shuffled(rank: int, size: int, seed: int) -> int:
    """Give the place of a rank in an order of its own for each seed, every place once."""
    if rank >= size:
        raise UsageError(
            "La région demandée est trop grande",
            found=f"plus de {size} organismes",
            todo=f"Demandez {size} organismes au plus : il n’y a pas plus de noms.",
        )
    draw = Draw(seed, 0, "ordre des noms")
    step = next(s for s in iter(lambda: draw.whole(1, size - 1), None) if gcd(s, size) == 1)
    return (draw.whole(0, size - 1) + rank * step) % size
