"""Where the money of a year goes: from the functions of the budget to the objectives."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from pstlib.charts.block import Block, block
from pstlib.charts.budgets.flows_drawing import Flow, Node, flows_figure
from pstlib.charts.budgets.words import (
    SERVICES,
    UNATTACHED,
    brief,
    expenses,
    line_count,
    money_source,
    place_ranks,
    places,
    short_euro,
)
from pstlib.charts.chart import Chart
from pstlib.charts.wording import tidy
from pstlib.evaluation import Evaluation
from pstlib.grammar import counted
from pstlib.model.columns import DTYPES
from pstlib.model.records import records
from pstlib.text import NBSP, fr_euro, fr_share, is_missing

FUNCTIONS = 9
"""Of more functions, the largest ones are drawn and the others as one; the table has them all."""
_COLUMNS = ["service", "type", "cle", "fonction", "fonction_libelle", "os_id", "element_id"]
_Sums = Mapping[tuple[str, str], Decimal]
_ZERO = Decimal("0.00")


@dataclass(frozen=True)
class _Year:
    """The expenses of an exercice: which amount is looked at, and its sums.

    ``sommes`` is by function, rank of the place and service, in the order of the first two.
    """

    exercice: int
    montant: str
    n: str
    sommes: Mapping[tuple[str, int, str], Decimal]

    @property
    def participe(self) -> str:
        return "engagés" if self.montant == "engagements" else "votés"

    @property
    def services(self) -> list[str]:
        known = {service for _, _, service in self.sommes}
        return [service for service in SERVICES if service in known]


def money_flows(ev: Evaluation) -> Chart | Block:
    """Draw the expenses of the last voted exercice, from functions to OS, with the unattached."""
    year = _last_voted(ev)
    if year is None:
        return block("note.html.j2", "Aucun budget de dépenses n’est connu.", phrases=[])
    names = places(ev)
    sums = _sums(year, names)
    grouped = _grouped(sums)
    # A negative amount has no width; the words beside the nodes count it all the same.
    drawn = {key: amount for key, amount in grouped.items() if amount > 0}
    left, right = _functions(drawn, grouped), _objectives(drawn, grouped, names)
    flows = [Flow(source, target, float(amount)) for (source, target), amount in drawn.items()]
    return Chart(
        identifiant="flux",
        titre=_title(year, sums),
        sous_titre=_subtitle(year, grouped),
        figure=flows_figure(left, right, flows, narrow=False),
        figure_etroite=flows_figure(left, right, flows, narrow=True),
        alternative=_alternative(year, grouped),
        table=_table(year, names),
        source=money_source(ev),
        n=year.n,
    )


def _last_voted(ev: Evaluation) -> _Year | None:
    """Take the last exercice with a vote; its commitments if all its services have an account."""
    voted = [row for row in expenses(ev) if row["dernier_vote"] is not None]
    if not voted:
        return None
    last = max(row["exercice"] for row in voted)
    known = all(row["engagements"] is not None for row in voted if row["exercice"] == last)
    amount = "engagements" if known else "dernier_vote"
    lines = ev.argent.lignes
    of_year = np.flatnonzero(lines["exercice"].eq(last))
    told = records(lines[[*_COLUMNS, amount]].take(of_year))
    own = [row for row in told if row["type"] == "D" and row[amount] is not None]
    n = line_count(len({(row["service"], row["cle"]) for row in own}))
    return _Year(last, amount, n, _by_service(ev, own, amount))


def _by_service(
    ev: Evaluation, lines: list[dict[str, Any]], amount: str
) -> dict[tuple[str, int, str], Decimal]:
    """Add up the money by function, place and service, exactly."""
    sums: dict[tuple[str, int, str], Decimal] = {}
    rank = place_ranks(ev)
    for row in lines:
        name = _function_name(row["fonction"], row["fonction_libelle"])
        key = name, rank(row["os_id"], row["element_id"]), row["service"]
        sums[key] = sums.get(key, _ZERO) + row[amount]
    return dict(sorted(sums.items(), key=lambda item: item[0][:2]))


def _function_name(code: Any, label: Any) -> str:
    if is_missing(code):
        return "Fonction illisible"
    return f"{code} · {tidy(label)}" if tidy(label) else f"Fonction {code}"


def _sums(year: _Year, names: list[str]) -> dict[tuple[str, str], Decimal]:
    """Add up each function's money by place, exactly."""
    sums: dict[tuple[str, str], Decimal] = {}
    for (name, rank, _), amount in year.sommes.items():
        key = name, names[rank]
        sums[key] = sums.get(key, _ZERO) + amount
    return sums


def _grouped(sums: _Sums) -> dict[tuple[str, str], Decimal]:
    """Draw the smallest functions as one, where there are too many."""
    totals = _totals(sums, 0)
    ranked = sorted(totals, key=lambda name: -totals[name])
    small = set(ranked[FUNCTIONS - 1 :]) if len(ranked) > FUNCTIONS else set()
    rest = f"{len(small)} autres fonctions"
    grouped: dict[tuple[str, str], Decimal] = {}
    for (source, target), amount in sums.items():
        key = (rest if source in small else source, target)
        grouped[key] = grouped.get(key, _ZERO) + amount
    return grouped


def _totals(sums: _Sums, end: int) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for key, amount in sums.items():
        totals[key[end]] = totals.get(key[end], _ZERO) + amount
    return totals


def _functions(drawn: _Sums, grouped: _Sums) -> list[Node]:
    """Put the functions in order, the largest first, the grouped ones last."""
    widths, totals = _totals(drawn, 0), _totals(grouped, 0)
    ranked = sorted(widths, key=lambda name: ("autres fonctions" in name, -widths[name]))
    return [_node(name, widths[name], totals[name]) for name in ranked]


def _objectives(drawn: _Sums, grouped: _Sums, names: Iterable[str]) -> list[Node]:
    widths, totals = _totals(drawn, 1), _totals(grouped, 1)
    return [_node(name, widths[name], totals[name]) for name in names if name in widths]


def _node(name: str, width: Decimal, total: Decimal) -> Node:
    return Node(name, float(width), fr_euro(total), short_euro(total), name == UNATTACHED)


def _title(year: _Year, sums: _Sums) -> str:
    whole = sum(sums.values(), _ZERO)
    free = _totals(sums, 1).get(UNATTACHED, _ZERO)
    if whole == free:
        return (
            f"En {year.exercice}, aucun des {fr_euro(whole)} {year.participe} n’est rattaché aux "
            "objectifs du plan"
        )
    told = f"En {year.exercice}, {fr_euro(whole - free)} sur {fr_euro(whole)} {year.participe} "
    share = f" ({fr_share((whole - free) / whole)})" if whole > 0 else ""
    return f"{told}sont rattachés aux objectifs du plan{share}"


def _subtitle(year: _Year, sums: _Sums) -> str:
    words = [SERVICES[service] for service in year.services]
    services = "service " + words[0] if len(words) == 1 else "services " + " et ".join(words)
    what = "Engagements" if year.montant == "engagements" else "Dernier budget voté"
    text = f"{what} de dépenses de l’exercice {year.exercice}, {services}"
    if year.montant != "engagements":
        text += ", car son compte n’est pas entièrement connu"
    text += f"{NBSP}: de la fonction budgétaire, à gauche, à l’objectif stratégique, à droite."
    negative = [amount for amount in sums.values() if amount < 0]
    if negative:
        count = counted(len(negative), "montant négatif", "montants négatifs")
        text += f" Sans ruban{NBSP}: {count} ({fr_euro(sum(negative, _ZERO))})."
    return text


def _alternative(year: _Year, drawn: _Sums) -> str:
    targets: dict[str, list[str]] = {}
    for (source, target), amount in sorted(drawn.items(), key=lambda item: -item[1]):
        targets.setdefault(target, []).append(f"{source} {fr_euro(amount)}")
    totals = _totals(drawn, 1)
    told = [
        f"{brief(name)} {fr_euro(totals[name])}, venant de {', '.join(targets[name])}."
        for name in targets
    ]
    return f"Dépenses de {year.exercice} par destination. {' '.join(told)}"


def _table(year: _Year, names: list[str]) -> pd.DataFrame:
    """Give each function and place by service, then the total, which is the budget's."""
    places = list(dict.fromkeys((name, rank) for name, rank, _ in year.sommes))
    columns = {
        f"Service {SERVICES[service]}": [year.sommes.get((*place, service)) for place in places]
        for service in year.services
    }
    columns["Total"] = [_added(amounts) for amounts in zip(*columns.values(), strict=True)]
    functions, targets = ([name for name, _ in places], [names[rank] for _, rank in places])
    return pd.DataFrame(
        {
            "Fonction": pd.array([*functions, "Total"], dtype="str"),
            "Objectif": pd.array([*targets, "Ensemble"], dtype="str"),
            **{
                name: pd.array([*amounts, _added(amounts)], dtype=DTYPES["montant"])
                for name, amounts in columns.items()
            },
        }
    )


def _added(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), _ZERO)
