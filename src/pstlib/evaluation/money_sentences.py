"""The summary of money and means: French sentences computed from their tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import pandas as pd

from pstlib.budgets.money import Money
from pstlib.evaluation.evaluate import Evaluation
from pstlib.grammar import capitalised, listing, number, plural
from pstlib.model.records import records
from pstlib.text import NBSP, fr_euro, fr_number, fr_share

_SERVICES = {"O": "ordinaire", "E": "extraordinaire"}
_FIGURES = ("engagements", "dernier_vote")
_YEAR_END = (12, 31)
_ARTICLES = {"ART60": "60", "ART61": "61"}


class _Verbs(NamedTuple):
    one: str
    several: str
    none: str
    alone: str


_COSTED = _Verbs("est chiffrée", "sont chiffrées", "n’est chiffrée", "n’est pas chiffrée")
_STAFFED = _Verbs(
    "a des moyens humains connus", "ont des moyens humains connus",
    "n’a de moyens humains connus", "n’a pas de moyens humains connus",
)  # fmt: skip


def means_summary(evaluation: Evaluation) -> list[str]:
    """Sum up the money and means of a plan, each sentence with its figure.

    Returns:
        The last exercice whose account is known, what of it is attached to nothing, the actions
        costed and those with staff, the staff; then, in one sentence, what isn't known.
    """
    money = evaluation.argent
    sentences = [
        *_budget(money, evaluation.date_arrete),
        *coverage_sentences(money),
        staff_sentence(money.effectifs),
        _unknown(money),
    ]
    return [sentence for sentence in sentences if sentence]


def _expenses(table: pd.DataFrame, figure: str) -> pd.DataFrame:
    return table[table["type"].eq("D") & table[figure].notna()]


def _budget(money: Money, day: dt.date) -> Iterator[str]:
    """Say what was committed of what was voted in the last exercice that tells it."""
    for figure in _FIGURES:
        told = _expenses(money.par_exercice, figure)
        if told.empty:
            continue
        year = int(told["exercice"].max())
        rows = told[told["exercice"].eq(year)].sort_values("service", ascending=False)
        if figure == "engagements":
            yield f"{_when(year, day)}, {listing(_committed(rows))}."
        else:
            unknown = f"{NBSP}; aucun compte ne dit ce qui est engagé"
            yield f"En {year}, {listing(_voted(rows))}{unknown}."
        yield _unattached(money, rows, figure)
        return


def _when(year: int, day: dt.date) -> str:
    if year < day.year:
        return f"En {year}, dernier exercice dont le compte est connu"
    return f"En {year}" + ("" if (day.month, day.day) == _YEAR_END else ", exercice en cours")


def _committed(rows: pd.DataFrame) -> list[str]:
    clauses = []
    for position, row in enumerate(records(rows)):
        spent, voted = row["engagements"], row["dernier_vote"]
        verb = "" if position else f" {plural(spent, 'a été engagé', 'ont été engagés')}"
        service = f"au service {_SERVICES[row['service']]}"
        if pd.isna(voted):
            clauses.append(f"{fr_euro(spent)}{verb} {service}, sans vote connu")
            continue
        word = "" if position else f" {plural(voted, 'voté')}"
        rate = "" if pd.isna(row["taux_execution"]) else f" ({fr_share(row['taux_execution'])})"
        clauses.append(f"{fr_euro(spent)}{verb} sur {fr_euro(voted)}{word} {service}{rate}")
    return clauses


def _voted(rows: pd.DataFrame) -> list[str]:
    return [
        f"{fr_euro(row['dernier_vote'])} {plural(row['dernier_vote'], 'est voté', 'sont votés')} "
        f"au service {_SERVICES[row['service']]}"
        for row in records(rows)
    ]


def _unattached(money: Money, rows: pd.DataFrame, figure: str) -> str:
    """Say what of the expenses just named no element of the plan holds."""
    loose = _expenses(money.non_rattache, figure)
    same = loose["exercice"].isin(rows["exercice"]) & loose["service"].isin(rows["service"])
    total, rest = _sum(rows[figure]), _sum(loose.loc[same, figure])
    if total <= 0:
        return ""
    if rest == total:
        return "Rien de ces dépenses n’est rattaché à un élément du plan."
    if not rest:
        return "Toutes ces dépenses sont rattachées au plan."
    verb = plural(rest, "n’est rattaché", "ne sont rattachés")
    share = fr_share(rest / total)
    return f"De ces dépenses, {fr_euro(rest)} ({share}) {verb} à aucun élément du plan."


def _sum(amounts: pd.Series[Any]) -> Decimal:
    known: list[Decimal] = amounts.tolist()
    return sum(known, Decimal(0))


def coverage_sentences(money: Money) -> list[str]:
    """Say how many of the assessed actions are costed, and have staff, where anything is known."""
    sentences = [
        _covered(money, "n_chiffrees", _COSTED) if money.connu else "",
        _covered(money, "n_avec_moyens", _STAFFED) if money.dote else "",
    ]
    return [sentence for sentence in sentences if sentence]


def _covered(money: Money, count: str, verbs: _Verbs) -> str:
    whole = records(money.couverture[money.couverture["perimetre"].eq("PLAN")])[0]
    n, total = int(whole[count]), int(whole["n_evaluees"])
    if total == 0:
        return ""
    if total == 1:
        return f"La seule action évaluée {verbs.one if n else verbs.alone}."
    if n == 0:
        return f"Aucune des {number(total)} actions évaluées {verbs.none}."
    if n == total:
        return f"Les {number(n)} actions évaluées {verbs.several} ({fr_share(1)})."
    verb = plural(n, verbs.one, verbs.several)
    which = f"{number(n, feminine=True)} des {number(total)} actions évaluées"
    return f"{capitalised(which)} {verb} ({fr_share(n / total)})."


def staff_sentence(table: pd.DataFrame) -> str:
    """Count the staff of the last exercice; workers of articles 60 and 61 never add to it.

    Args:
        table: ``Money.effectifs``.

    Returns:
        A sentence, empty where no full-time equivalent is known.
    """
    known = table[table["etp"].notna()]
    if known.empty:
        return ""
    year = int(known["exercice"].max())
    now = table[table["exercice"].eq(year)]
    own, apart = now[~now["hors_cadre"]], now[now["hors_cadre"]]
    numbers = [_ARTICLES[status] for status in known.loc[known["exercice"].eq(year), "statut"]
               if status in _ARTICLES]  # fmt: skip
    law = f"selon {plural(len(numbers), 'l’article', 'les articles')} {listing(numbers)}"
    if not own["etp"].notna().any():
        verb = plural(apart["etp"].sum(), "est engagé", "sont engagés")
        return f"En {year}, {_etp(apart)} {_full_time(apart)} {verb} {law}."
    said = f"En {year}, le personnel compte {_etp(own)} {_full_time(own)}"
    if not apart["etp"].notna().any():
        return f"{said}."
    hired = plural(apart["etp"].sum(), "engagé")
    counted = plural(apart["etp"].sum(), "est compté", "sont comptés")
    return f"{said}{NBSP}; {_etp(apart)} ETP {hired} {law} {counted} à part."


def _etp(rows: pd.DataFrame) -> str:
    """Write the full-time equivalents of some rows; those that a row doesn't say aren't zero."""
    at_least = "au moins " if rows["n_sans_etp"].sum() else ""
    return f"{at_least}{fr_number(round(float(rows['etp'].sum()), 6))}"


def _full_time(rows: pd.DataFrame) -> str:
    return f"{plural(rows['etp'].sum(), 'équivalent')} temps plein (ETP)"


def _unknown(money: Money) -> str:
    told = any(not _expenses(money.par_exercice, name).empty for name in _FIGURES)
    budget = "le budget" if money.lignes.empty else "le budget des dépenses"
    staff = money.effectifs["etp"].notna().any()
    if told:
        return "" if staff else "Les effectifs ne sont pas connus."
    if staff:
        return f"{capitalised(budget)} n’est pas connu."
    return f"Ni {budget} ni les effectifs ne sont connus."
