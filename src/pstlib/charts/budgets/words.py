"""Words that the charts of money share: places of the plan, services, short amounts, source."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from pstlib.budgets.tally import Row
from pstlib.charts.wording import clean, numbered
from pstlib.evaluation import Evaluation
from pstlib.grammar import counted, listing
from pstlib.model.statuses import Level
from pstlib.text import NBSP, fr_number, is_missing

UNATTACHED, ABOVE = "Non rattaché", "Hors objectif stratégique"
SERVICES = {"O": "ordinaire", "E": "extraordinaire"}
TYPES = {"D": "Dépenses", "R": "Recettes"}


def places(ev: Evaluation) -> list[str]:
    """Name where money can go: each OS, what hangs under none, then what is attached to nothing."""
    names = [numbered(row["code"], row["libelle"]) for row in _objectives(ev)]
    return [*names, ABOVE, UNATTACHED]


def _objectives(ev: Evaluation) -> list[Row]:
    return [row for row in ev.lignes_objectifs if row["niveau"] == Level.OS]


def brief(name: str) -> str:
    """Keep the code of a numbered name, for an alternative text that stays short.

    >>> brief("OS1 · Être un CPAS"), brief("Non rattaché")
    ('OS1', 'Non rattaché')
    """
    return name.split(" · ", 1)[0]


def place_codes(ev: Evaluation) -> list[str]:
    """Give the codes of the objectives of ``places``, for tables that name them on many rows."""
    return [*(clean(row["code"]) for row in _objectives(ev)), ABOVE, UNATTACHED]


def place_ranks(ev: Evaluation) -> Callable[[Any, Any], int]:
    """Give what ranks in ``places`` where a budget line goes, by its OS and its element."""
    ranks = {row["element_id"]: rank for rank, row in enumerate(_objectives(ev))}
    above, nowhere = len(ranks), len(ranks) + 1
    return lambda os_id, element: nowhere if is_missing(element) else ranks.get(os_id, above)


def expenses(ev: Evaluation) -> list[Row]:
    """Give the expenses of each exercice and service: rows of ``Money.par_exercice``."""
    return [row for row in ev.argent.lignes_par_exercice if row["type"] == "D"]


def money_source(ev: Evaluation) -> str:
    """Say where the amounts come from."""
    found = years_told(row["exercice"] for row in ev.argent.lignes_par_exercice)
    return f"budgets et comptes, {ev.identite.organisme}" + (f", {found}" if found else "")


def added_source(ev: Evaluation, key: str, label: str) -> str:
    """Say where a figure that amounts were divided by comes from; an empty text if it isn't used.

    The name is a text from outside, shown as it is written.
    """
    name = ev.argent.sources.get(key)
    return f"{NBSP}; {label}{NBSP}: {clean(name)}" if name else ""


def silent_years(ev: Evaluation) -> list[str]:
    """Name the exercices and services of which a vote is known and no commitment."""
    return years_of_services(
        (row["exercice"], row["service"])
        for row in expenses(ev)
        if row["dernier_vote"] is not None and row["engagements"] is None
    )


def years_of_services(found: Iterable[tuple[int, str]]) -> list[str]:
    """Name years with their services, each year once.

    >>> years_of_services([(2023, "E"), (2024, "E"), (2024, "O")])
    ['2023 (extraordinaire)', '2024 (ordinaire et extraordinaire)']
    """
    services: dict[int, set[str]] = {}
    for year, service in found:
        services.setdefault(year, set()).add(service)
    return [
        f"{year} ({listing([name for key, name in SERVICES.items() if key in held])})"
        for year, held in services.items()
    ]


def line_count(n: int) -> str:
    """Count budget lines, each once wherever its money goes."""
    return counted(n, "ligne budgétaire", "lignes budgétaires")


def years_told(years: Iterable[int]) -> str:
    """Write the years that are there: ``exercice 2021``, ``exercices 2019 à 2021``."""
    known = sorted({*map(int, years)})
    if len(known) < 2:
        return "".join(f"exercice {year}" for year in known)
    if known[-1] - known[0] == len(known) - 1 and len(known) > 2:
        return f"exercices {known[0]} à {known[-1]}"
    return f"exercices {', '.join(map(str, known[:-1]))} et {known[-1]}"


def short_euro(amount: Decimal) -> str:
    """Write an amount as the mark of an axis or a small label does.

    >>> [short_euro(Decimal(n)).replace(NBSP, " ") for n in ("1334922.71", "27000", "950")]
    ['1,33 M€', '27 k€', '950 €']
    """
    for unit, size, digits in (("M€", 10**6, 2), ("k€", 1000, 1)):
        if abs(amount) >= size:
            number = fr_number(amount / size, digits).rstrip("0").rstrip(",")
            return f"{number}{NBSP}{unit}"
    return f"{fr_number(amount, 0)}{NBSP}€"
