"""Execution of the budget: what was voted, committed and booked, by year and by objective."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from pstlib.budgets.execution import YEARLY
from pstlib.budgets.execution import execution as compared
from pstlib.budgets.lines import AMOUNTS
from pstlib.charts.block import Block, block
from pstlib.charts.chart import Chart
from pstlib.charts.money_execution_drawing import Bar, execution_figure
from pstlib.charts.money_words import (
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
    years_told,
)
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
_RATIO = ["numerateur", "denominateur", "taux_execution"]
_WHOLE = "Ensemble du budget"


def execution(ev: Evaluation) -> Chart | Block:
    """Draw what was committed and booked of what was voted, by year, then by objective.

    Where no expense is known, a sentence says so.
    """
    years = _with_booked(expenses(ev.argent.par_exercice), expenses(placed(ev)), YEARLY)
    if not years:
        text = (
            f"Aucun budget n’est connu{NBSP}: la source ne donne ni budget, ni compte de dépenses. "
            "L’exécution ne peut donc pas être calculée, ce qui ne veut pas dire que rien n’a été "
            "dépensé."
        )
        return block("note.html.j2", text, phrases=[text])
    rows = list(_rows(ev, years))
    looks = {bar.look for _, bars in rows for bar in bars}
    told = {"ar-libre": "libre" in looks, "st-inconnu": "inconnu" in looks}
    return Chart(
        identifiant="execution",
        titre=_title(years),
        sous_titre=_subtitle(years),
        figure=execution_figure(rows, narrow=False),
        figure_etroite=execution_figure(rows, narrow=True),
        alternative=_alternative(rows),
        table=_table(ev),
        source=money_source(ev) + added_source(ev, "population", "population"),
        n=line_count(ev.argent.lignes),
        legende=tuple(item for item in _LEGEND if told.get(item[0], True)),
    )


def _with_booked(
    figures: pd.DataFrame, lines: pd.DataFrame, columns: list[str]
) -> list[dict[str, Any]]:
    """Give rows of execution with ``impute``, the share of the last vote that was booked."""
    booked = compared(lines.assign(engagements=lines["imputations"]), columns)
    rates = booked[[*columns, "taux_execution"]].rename(columns={"taux_execution": "impute"})
    return records(figures.merge(rates, on=columns, validate="one_to_one"))


def _rows(ev: Evaluation, years: list[dict[str, Any]]) -> Iterator[tuple[str, list[Bar]]]:
    """Give the headings of the chart, each with its bars."""
    order = sorted(years, key=lambda row: (row["service"] != "O", row["exercice"]))
    yield (
        "Ensemble des dépenses, par exercice",
        [_bar(f"{row['exercice']}, service {SERVICES[row['service']]}", row) for row in order],
    )
    lines, names = expenses(placed(ev)), places(ev)
    columns = ["service", "type", "lieu"]
    found = _with_booked(compared(lines, columns), lines, columns)
    for service, word in SERVICES.items():
        own = lines[lines["service"].eq(service)]
        bars = [_bar(names[row["lieu"]], row) for row in found if row["service"] == service]
        if bars and bars[-1].nom != names[-1]:
            bars.append(Bar(names[-1], "rien : toutes les dépenses sont rattachées", look="libre"))
        if bars:
            yield f"Service {word}, par objectif, {years_told(own['exercice'])}", bars


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
    unknown = [
        f"{row['exercice']} ({SERVICES[row['service']]})"
        for row in years
        if is_missing(row["numerateur"])
    ]
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


def _table(ev: Evaluation) -> pd.DataFrame:
    """Give each exercice, service and type: the whole, each objective, what is unattached."""
    names, whole = place_codes(ev), ev.argent.par_exercice
    parts = compared(placed(ev), [*YEARLY, "lieu"])
    nowhere = len(names) - 1
    attached = _all_attached(whole, parts[parts["lieu"].eq(nowhere)])
    table = pd.concat(
        [whole.assign(lieu=-1), parts, attached.assign(lieu=nowhere)], ignore_index=True
    ).sort_values([*YEARLY, "lieu"], ascending=[True, False, True, True], ignore_index=True)
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
    keys = whole[YEARLY].merge(unattached[YEARLY], on=YEARLY, how="left", indicator=True)
    alone = whole[keys["_merge"].eq("left_only").to_numpy()]
    zeros = {name: alone[name].mask(alone[name].notna(), Decimal(0)) for name in AMOUNTS}
    # Nothing over nothing is no rate; masks keep the types of the columns.
    ratio = {name: alone[name].mask(alone["exercice"].notna()) for name in _RATIO}
    return alone.assign(**zeros, **ratio)


def _per_inhabitant(ev: Evaluation, table: pd.DataFrame) -> dict[str, "pd.Series[Any]"]:
    """Give the columns of amounts per inhabitant, if a population is known."""
    if ev.argent.par_habitant is None:
        return {}
    people = ev.argent.par_habitant[[*YEARLY, "dernier_vote", "engagements"]]
    joined = table[[*YEARLY, "lieu"]].merge(people.assign(lieu=-1), how="left")
    return {
        f"{_HEADERS[name]} par habitant": joined[name] for name in ("dernier_vote", "engagements")
    }
