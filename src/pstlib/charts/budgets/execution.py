"""Execution of the budget: what was voted, committed and booked, by year and by objective."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from pstlib.budgets.lines import AMOUNTS
from pstlib.budgets.tally import FIGURE, RATE, TERMS, YEARLY, Row, Tally
from pstlib.charts.block import Block, block
from pstlib.charts.budgets.execution_drawing import Bar, execution_figure
from pstlib.charts.budgets.words import (
    SERVICES,
    TYPES,
    added_source,
    brief,
    line_count,
    money_source,
    place_codes,
    place_ranks,
    places,
    years_of_services,
    years_told,
)
from pstlib.charts.chart import Chart
from pstlib.evaluation import Evaluation
from pstlib.grammar import listing
from pstlib.model.columns import DTYPES
from pstlib.model.records import records
from pstlib.text import NBSP, fr_euro, fr_share, is_missing

_HEADERS = {
    "initial": "Budget initial",
    "dernier_vote": "Dernier budget voté",
    "engagements": "Engagements",
    "imputations": "Imputations",
    "droits_nets": "Droits constatés nets",
    "compte": "Compte sans précision",
}
_LEGEND = (
    ("ar-vote", "Dernier budget voté"),
    ("ar-engage", "Engagé"),
    ("ar-impute", "Imputé"),
    ("ar-libre", "Non rattaché au plan"),
    ("st-inconnu", "Compte inconnu"),
)
_PARTS = [*YEARLY, "lieu"]
_WHOLE = "Ensemble du budget"


def execution(ev: Evaluation) -> Chart | Block:
    """Draw what was committed and booked of what was voted, by year, then by objective.

    Where no expense is known, a sentence says so.
    """
    parts = _placed(ev)
    spent = Tally([row for row in parts.rows if row["type"] == "D"], parts.kinds)
    years = _rated(spent, YEARLY)
    if not years:
        text = (
            f"Aucun budget n’est connu{NBSP}: la source ne donne ni budget, ni compte de dépenses. "
            "L’exécution ne peut donc pas être calculée, ce qui ne veut pas dire que rien n’a été "
            "dépensé."
        )
        return block("note.html.j2", text, phrases=[text])
    rows = [_by_year(years), *_by_objective(ev, spent)]
    looks = {bar.look for _, bars in rows for bar in bars}
    told = {"ar-libre": "libre" in looks, "st-inconnu": "inconnu" in looks}
    return Chart(
        identifiant="execution",
        titre=_title(years),
        sous_titre=_subtitle(years),
        figure=execution_figure(rows, narrow=False),
        figure_etroite=execution_figure(rows, narrow=True),
        alternative=_alternative(rows),
        table=_table(ev, parts),
        source=money_source(ev) + added_source(ev, "population", "population"),
        n=line_count(sum(row["n_lignes"] for row in ev.argent.lignes_par_exercice)),
        legende=tuple(item for item in _LEGEND if told.get(item[0], True)),
    )


def _placed(ev: Evaluation) -> Tally:
    """Give the sums of budget lines with ``lieu``, the rank in ``places`` of what each pays for."""
    sums, rank = ev.argent.sommes, place_ranks(ev)
    rows = [row | {"lieu": rank(row["os_id"], row["element_id"])} for row in sums.rows]
    return Tally(rows, {**sums.kinds, "lieu": "int64"})


def _rated(spent: Tally, columns: Sequence[str]) -> list[Row]:
    """Rate expenses, with ``impute``: the share of the last vote that was booked."""
    rates = [row[RATE] for row in spent.rated(columns, "imputations").rows]
    found = zip(spent.rated(columns).in_euros(), rates, strict=True)
    return [row | {"impute": rate} for row, rate in found]


def _by_year(years: list[dict[str, Any]]) -> tuple[str, list[Bar]]:
    """Give the bars of each exercice and service, the ordinary service first."""
    order = sorted(years, key=lambda row: (row["service"] != "O", row["exercice"]))
    bars = [_bar(f"{row['exercice']}, service {SERVICES[row['service']]}", row) for row in order]
    return "Ensemble des dépenses, par exercice", bars


def _by_objective(ev: Evaluation, spent: Tally) -> Iterator[tuple[str, list[Bar]]]:
    """Give the bars of each objective, all years together, under a heading a service."""
    names = places(ev)
    found = _rated(spent, ["service", "lieu"])
    found.sort(key=lambda row: row["lieu"])
    for service, word in SERVICES.items():
        bars = [_bar(names[row["lieu"]], row) for row in found if row["service"] == service]
        if not bars:
            continue
        if bars[-1].nom != names[-1]:
            bars.append(Bar(names[-1], "rien : toutes les dépenses sont rattachées", look="libre"))
        years = {row["exercice"] for row in spent.rows if row["service"] == service}
        yield f"Service {word}, par objectif, {years_told(years)}", bars


def _bar(name: str, row: Mapping[str, Any]) -> Bar:
    rate, booked = row["taux_execution"], row["impute"]
    known = not is_missing(rate)
    looks = {"Non rattaché": "libre"} if known else {}
    return Bar(
        nom=name,
        valeur=_amounts(row),
        engage=float(rate) if known else None,
        impute=None if is_missing(booked) else float(booked),
        fin=f"{fr_share(rate)}" if known else "",
        fin_impute="" if is_missing(booked) else f"imputé {fr_share(booked)}",
        look=looks.get(name, "plan" if known else "inconnu"),
    )


def _amounts(row: Mapping[str, Any]) -> str:
    """Write the two terms of the rate, or which of them isn't known."""
    spent, voted = row["numerateur"], row["denominateur"]
    if not is_missing(spent) and not is_missing(voted):
        return f"{fr_euro(spent)} sur {fr_euro(voted)}"
    if not is_missing(row["engagements"]):
        return f"{fr_euro(row['engagements'])} engagés, budget voté inconnu"
    partly = not is_missing(row["imputations"]) or not is_missing(row["compte"])
    absent = "engagements inconnus" if partly else "compte inconnu"
    if is_missing(row["dernier_vote"]):
        return f"budget voté et {absent}"
    return f"{fr_euro(row['dernier_vote'])} votés, {absent}"


def _title(years: list[dict[str, Any]]) -> str:
    """Say the rate of the last year that has one, the ordinary service first."""
    ranked = sorted(years, key=lambda row: (row["exercice"], row["service"] == "O"))
    rated = [row for row in ranked if not is_missing(row["taux_execution"])]
    row = (rated or ranked)[-1]
    service = SERVICES[row["service"]]
    if not rated:
        return f"Dépenses du service {service} en {row['exercice']}{NBSP}: {_amounts(row)}"
    return (
        f"En {row['exercice']}, {fr_share(row['taux_execution'])} des dépenses votées au service "
        f"{service} sont engagées{NBSP}: {_amounts(row)}"
    )


def _subtitle(years: list[dict[str, Any]]) -> str:
    text = (
        "Part engagée et part imputée du dernier budget voté des dépenses, par exercice, puis par "
        f"objectif stratégique, exercices cumulés{NBSP}; les montants sont l’engagé sur le voté."
    )
    unknown = years_of_services(
        (row["exercice"], row["service"]) for row in years if is_missing(row["numerateur"])
    )
    if unknown:
        text += f" Non comparés, faute de compte ou de budget connu{NBSP}: {listing(unknown)}."
    return text


def _alternative(rows: list[tuple[str, list[Bar]]]) -> str:
    parts = []
    for heading, bars in rows:
        told = [
            ", ".join(
                filter(None, [f"{brief(bar.nom)}{NBSP}: {bar.fin}", bar.valeur, bar.fin_impute])
            )
            if bar.fin
            else f"{brief(bar.nom)}{NBSP}: {bar.valeur}"
            for bar in bars
        ]
        parts.append(f"{heading}. {' ; '.join(told)}.".replace(" ;", f"{NBSP};"))
    return " ".join(parts)


def _table(ev: Evaluation, parts: Tally) -> pd.DataFrame:
    """Give each exercice, service and type: the whole, each objective, what is unattached."""
    names, found = place_codes(ev), parts.rated(_PARTS).rows
    whole = [row | {"lieu": -1} for row in parts.rated(YEARLY).rows]
    rows = [*whole, *found, *_with_nothing_left(whole, found, len(names) - 1)]
    rows.sort(key=lambda r: (r["exercice"], r["service"] != "O", r["type"], r["lieu"]))
    shown = {n: header for n, header in _HEADERS.items() if any(row[n] is not None for row in rows)}
    amounts = Tally(rows, parts.kinds).table([*shown, RATE])
    return pd.DataFrame(
        {
            "Exercice": _texts(str(row["exercice"]) for row in rows),
            "Service": _texts(SERVICES[row["service"]] for row in rows),
            "Type": _texts(TYPES[row["type"]] for row in rows),
            "Objectif": _texts(_place(names, row["lieu"]) for row in rows),
            **{header: amounts[name].array for name, header in shown.items()},
            "Taux d’exécution (%)": (amounts[RATE] * 100).round(2).array,
            "Compte": _texts(map(_account, rows)),
            **_per_inhabitant(ev, rows),
        }
    )


def _texts(words: Iterable[str]) -> Any:
    return pd.array(list(words), dtype="str")


def _account(row: Row) -> str:
    """Say whether an account gives what executes the votes."""
    if row[FIGURE[row["type"]]] is not None:
        return "connu"
    partly = row["imputations"] is not None or row["compte"] is not None
    return "incomplet" if partly else "compte inconnu"


def _place(names: list[str], rank: int) -> str:
    return _WHOLE if rank < 0 else names[rank]


def _with_nothing_left(whole: list[Row], parts: Sequence[Row], nowhere: int) -> list[Row]:
    """Give a row of zeros to what has nothing unattached: all of it is, which is known."""
    told = {_key(row) for row in parts if row["lieu"] == nowhere}
    # Nothing over nothing is no rate.
    left = {"lieu": nowhere} | dict.fromkeys([*TERMS, RATE])
    alone = [row for row in whole if _key(row) not in told]
    zeros = [{name: row[name] and 0 for name in AMOUNTS} for row in alone]
    return [row | none | left for row, none in zip(alone, zeros, strict=True)]


def _key(row: Row) -> tuple[Any, ...]:
    return tuple([row[name] for name in YEARLY])


def _per_inhabitant(ev: Evaluation, rows: list[Row]) -> dict[str, Any]:
    """Give the columns of amounts per inhabitant, if a population is known."""
    if ev.argent.par_habitant is None:
        return {}
    known = {_key(row): row for row in records(ev.argent.par_habitant)}
    whole = [known[_key(row)] if row["lieu"] < 0 else {} for row in rows]
    return {
        f"{_HEADERS[name]} par habitant": pd.array(
            [row.get(name) for row in whole], dtype=DTYPES["montant"]
        )
        for name in ("dernier_vote", "engagements")
    }
