"""Execution of the budget: what was voted, committed and booked, by year and by objective."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from pstlib.budgets.execution import execution as compared
from pstlib.budgets.lines import AMOUNTS
from pstlib.budgets.tally import YEARLY
from pstlib.charts.block import Block, block
from pstlib.charts.budgets.execution_drawing import Bar, execution_figure
from pstlib.charts.budgets.words import (
    SERVICES,
    TYPES,
    added_source,
    brief,
    expenses,
    line_count,
    money_source,
    place_codes,
    placed,
    places,
    years_of_services,
    years_told,
)
from pstlib.charts.chart import Chart
from pstlib.evaluation import Evaluation
from pstlib.grammar import listing
from pstlib.model.columns import AMOUNT
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
_TERMS = ["numerateur", "denominateur"]
_RATIO = [*_TERMS, "taux_execution"]
_PARTS = [*YEARLY, "lieu"]
_LINES = [*YEARLY, "os_id", "element_id", *AMOUNTS]
_WHOLE = "Ensemble du budget"


def execution(ev: Evaluation) -> Chart | Block:
    """Draw what was committed and booked of what was voted, by year, then by objective.

    Where no expense is known, a sentence says so.
    """
    lines = placed(ev, ev.argent.lignes[_LINES])
    parts, booked = compared(lines, _PARTS), _booked(lines)
    years = _rated(records(expenses(ev.argent.par_exercice)), booked, YEARLY)
    if not years:
        text = (
            f"Aucun budget n’est connu{NBSP}: la source ne donne ni budget, ni compte de dépenses. "
            "L’exécution ne peut donc pas être calculée, ce qui ne veut pas dire que rien n’a été "
            "dépensé."
        )
        return block("note.html.j2", text, phrases=[text])
    rows = [_by_year(years), *_by_objective(ev, records(expenses(parts)), booked)]
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
        n=line_count(ev.argent.lignes),
        legende=tuple(item for item in _LEGEND if told.get(item[0], True)),
    )


def _booked(lines: pd.DataFrame) -> list[dict[str, Any]]:
    """Compare what was booked of the expenses with their last vote, by year and place."""
    spent = expenses(lines)
    return records(compared(spent.assign(engagements=spent["imputations"]), _PARTS))


def _rated(
    rows: list[dict[str, Any]], booked: list[dict[str, Any]], columns: Sequence[str]
) -> list[dict[str, Any]]:
    """Give rows of execution with ``impute``, the share of the last vote that was booked."""
    rates = {_key(row, columns): row["taux_execution"] for row in _added(booked, columns)}
    return [row | {"impute": rates[_key(row, columns)]} for row in rows]


def _added(rows: list[dict[str, Any]], columns: Sequence[str]) -> list[dict[str, Any]]:
    """Add up rows of execution that share ``columns``, and rate the sums."""
    held: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        held.setdefault(_key(row, columns), []).append(row)
    added = []
    for key, own in held.items():
        sums = {name: _total([row[name] for row in own]) for name in [*AMOUNTS, *_TERMS]}
        rate = None
        if sums["numerateur"] is not None and (sums["denominateur"] or 0) > 0:
            rate = float(sums["numerateur"] / sums["denominateur"])
        added.append({**dict(zip(columns, key, strict=True)), **sums, "taux_execution": rate})
    return added


def _key(row: Mapping[str, Any], columns: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in columns)


def _total(amounts: list[Any]) -> Any:
    known = [amount for amount in amounts if not is_missing(amount)]
    return sum(known) if known else None


def _by_year(years: list[dict[str, Any]]) -> tuple[str, list[Bar]]:
    """Give the bars of each exercice and service, the ordinary service first."""
    order = sorted(years, key=lambda row: (row["service"] != "O", row["exercice"]))
    bars = [_bar(f"{row['exercice']}, service {SERVICES[row['service']]}", row) for row in order]
    return "Ensemble des dépenses, par exercice", bars


def _by_objective(
    ev: Evaluation, parts: list[dict[str, Any]], booked: list[dict[str, Any]]
) -> Iterator[tuple[str, list[Bar]]]:
    """Give the bars of each objective, all years together, under a heading a service."""
    names, columns = places(ev), ["service", "type", "lieu"]
    found = _rated(_added(parts, columns), booked, columns)
    found.sort(key=lambda row: row["lieu"])
    for service, word in SERVICES.items():
        bars = [_bar(names[row["lieu"]], row) for row in found if row["service"] == service]
        if not bars:
            continue
        if bars[-1].nom != names[-1]:
            bars.append(Bar(names[-1], "rien : toutes les dépenses sont rattachées", look="libre"))
        years = {row["exercice"] for row in parts if row["service"] == service}
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


def _table(ev: Evaluation, parts: pd.DataFrame) -> pd.DataFrame:
    """Give each exercice, service and type: the whole, each objective, what is unattached."""
    names, whole = place_codes(ev), ev.argent.par_exercice
    nowhere = len(names) - 1
    attached = _all_attached(whole, parts[parts["lieu"].eq(nowhere)])
    table = pd.concat(
        [whole.assign(lieu=-1), parts, attached.assign(lieu=nowhere)], ignore_index=True
    ).sort_values(_PARTS, ascending=[True, False, True, True], ignore_index=True)
    shown = {name: header for name, header in _HEADERS.items() if table[name].notna().any()}
    return pd.DataFrame(
        {
            "Exercice": table["exercice"].astype("str"),
            "Service": table["service"].map(SERVICES).astype("str"),
            "Type": table["type"].map(TYPES).astype("str"),
            "Objectif": pd.Series([_place(names, rank) for rank in table["lieu"]], dtype="str"),
            **{header: table[name].astype(AMOUNT) for name, header in shown.items()},
            "Taux d’exécution (%)": (table["taux_execution"] * 100).round(2),
            "Compte": _account(table),
            **_per_inhabitant(ev, table),
        }
    )


def _account(table: pd.DataFrame) -> "pd.Series[Any]":
    """Say of each row whether an account gives what executes it."""
    known = table["engagements"].where(table["type"].eq("D"), table["droits_nets"]).notna()
    partly = table[["imputations", "compte"]].notna().any(axis=1)
    words = pd.Series("compte inconnu", index=table.index, dtype="str")
    return words.mask(partly, "incomplet").mask(known, "connu")


def _place(names: list[str], rank: int) -> str:
    return _WHOLE if rank < 0 else names[rank]


def _all_attached(whole: pd.DataFrame, unattached: pd.DataFrame) -> pd.DataFrame:
    """Give a row of zeros to what has nothing unattached: all of it is, which is known."""
    told = set(_keys(unattached))
    alone = whole[[key not in told for key in _keys(whole)]]
    zeros = {name: alone[name].mask(alone[name].notna(), Decimal(0)) for name in AMOUNTS}
    # Nothing over nothing is no rate; masks keep the types of the columns.
    ratio = {name: alone[name].mask(alone["exercice"].notna()) for name in _RATIO}
    return alone.assign(**zeros, **ratio)


def _keys(table: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Give the exercice, service and type of each row."""
    return zip(*(table[name].tolist() for name in YEARLY), strict=True)


def _per_inhabitant(ev: Evaluation, table: pd.DataFrame) -> dict[str, "pd.Series[Any]"]:
    """Give the columns of amounts per inhabitant, if a population is known."""
    if ev.argent.par_habitant is None:
        return {}
    people, columns = ev.argent.par_habitant, {}
    keys = [*zip(_keys(table), table["lieu"].tolist(), strict=True)]
    for name in ("dernier_vote", "engagements"):
        known = dict(zip(_keys(people), people[name].array, strict=True))
        found = [known.get(key) if rank < 0 else None for key, rank in keys]
        columns[f"{_HEADERS[name]} par habitant"] = pd.Series(found, dtype=people[name].dtype)
    return columns
