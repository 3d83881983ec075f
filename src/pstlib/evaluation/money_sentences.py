"""The summary of money and means: French sentences computed from their tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

import pandas as pd

from pstlib.budgets.money import Money
from pstlib.evaluation.evaluate import Evaluation
from pstlib.grammar import capitalised, listing, number, plural
from pstlib.model.records import records
from pstlib.text import NBSP, fr_euro, fr_number, fr_share, is_missing

_SERVICES = {"O": "ordinaire", "E": "extraordinaire"}
_FIGURES = ("engagements", "dernier_vote")
_YEAR_END = (12, 31)
Rows = list[dict[str, Any]]
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
    yearly = money.lignes_par_exercice
    sentences = [
        *_budget(money, yearly, evaluation.date_arrete),
        *coverage_sentences(money),
        staff_sentence(money.effectifs),
        _unknown(money, yearly),
    ]
    return [sentence for sentence in sentences if sentence]


def _expenses(rows: Rows, figure: str) -> Rows:
    return [row for row in rows if row["type"] == "D" and not is_missing(row[figure])]


def _budget(money: Money, yearly: Rows, day: dt.date) -> Iterator[str]:
    """Say what was committed of what was voted in the last exercice that tells it."""
    for figure in _FIGURES:
        told = _expenses(yearly, figure)
        if not told:
            continue
        year = max(row["exercice"] for row in told)
        rows = [row for row in told if row["exercice"] == year]
        rows.sort(key=itemgetter("service"), reverse=True)
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


def _committed(rows: Rows) -> list[str]:
    clauses = []
    for position, row in enumerate(rows):
        spent, voted = row["engagements"], row["dernier_vote"]
        verb = "" if position else f" {plural(spent, 'a été engagé', 'ont été engagés')}"
        service = f"au service {_SERVICES[row['service']]}"
        if is_missing(voted):
            clauses.append(f"{fr_euro(spent)}{verb} {service}, sans vote connu")
            continue
        word = "" if position else f" {plural(voted, 'voté')}"
        rate = "" if is_missing(row["taux_execution"]) else f" ({fr_share(row['taux_execution'])})"
        clauses.append(f"{fr_euro(spent)}{verb} sur {fr_euro(voted)}{word} {service}{rate}")
    return clauses


def _voted(rows: Rows) -> list[str]:
    return [
        f"{fr_euro(row['dernier_vote'])} {plural(row['dernier_vote'], 'est voté', 'sont votés')} "
        f"au service {_SERVICES[row['service']]}"
        for row in rows
    ]


def _unattached(money: Money, rows: Rows, figure: str) -> str:
    """Say what of the expenses just named no element of the plan holds."""
    named = {(row["exercice"], row["service"]) for row in rows}
    loose = _expenses(records(money.non_rattache), figure)
    same = [row for row in loose if (row["exercice"], row["service"]) in named]
    total, rest = (sum((row[figure] for row in some), Decimal(0)) for some in (rows, same))
    if total <= 0:
        return ""
    if rest == total:
        return "Rien de ces dépenses n’est rattaché à un élément du plan."
    if not rest:
        return "Toutes ces dépenses sont rattachées au plan."
    verb = plural(rest, "n’est rattaché", "ne sont rattachés")
    share = fr_share(rest / total)
    return f"De ces dépenses, {fr_euro(rest)} ({share}) {verb} à aucun élément du plan."


def coverage_sentences(money: Money) -> list[str]:
    """Say how many of the assessed actions are costed, and have staff, where anything is known."""
    sentences = [
        _covered(money, "n_chiffrees", _COSTED) if money.connu else "",
        _covered(money, "n_avec_moyens", _STAFFED) if money.dote else "",
    ]
    return [sentence for sentence in sentences if sentence]


def _covered(money: Money, count: str, verbs: _Verbs) -> str:
    whole = next(row for row in records(money.couverture) if row["perimetre"] == "PLAN")
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
    rows = records(table)
    known = [row["exercice"] for row in rows if not is_missing(row["etp"])]
    if not known:
        return ""
    year = max(known)
    now = [row for row in rows if row["exercice"] == year]
    own, apart = ([row for row in now if row["hors_cadre"] is out] for out in (False, True))
    numbers = [_ARTICLES[row["statut"]] for row in now
               if row["statut"] in _ARTICLES and not is_missing(row["etp"])]  # fmt: skip
    law = f"selon {plural(len(numbers), 'l’article', 'les articles')} {listing(numbers)}"
    people = _sum(apart)
    if _sum(own) is None:
        verb = plural(people, "est engagé", "sont engagés")
        return f"En {year}, {_etp(apart)} {_full_time(apart)} {verb} {law}."
    said = f"En {year}, le personnel compte {_etp(own)} {_full_time(own)}"
    if people is None:
        return f"{said}."
    hired = plural(people, "engagé")
    counted = plural(people, "est compté", "sont comptés")
    return f"{said}{NBSP}; {_etp(apart)} ETP {hired} {law} {counted} à part."


def _sum(rows: Rows) -> Any:
    """Add the full-time equivalents that some rows tell; None if none does."""
    known = [row["etp"] for row in rows if not is_missing(row["etp"])]
    return sum(known) if known else None


def _etp(rows: Rows) -> str:
    """Write the full-time equivalents of some rows; those that a row doesn't say aren't zero."""
    at_least = "au moins " if any(row["n_sans_etp"] for row in rows) else ""
    return f"{at_least}{fr_number(round(float(_sum(rows)), 6))}"


def _full_time(rows: Rows) -> str:
    return f"{plural(_sum(rows), 'équivalent')} temps plein (ETP)"


def _unknown(money: Money, yearly: Rows) -> str:
    told = any(_expenses(yearly, name) for name in _FIGURES)
    budget = "le budget" if money.lignes.empty else "le budget des dépenses"
    staff = not money.effectifs["etp"].isna().all()
    if told:
        return "" if staff else "Les effectifs ne sont pas connus."
    if staff:
        return f"{capitalised(budget)} n’est pas connu."
    return f"Ni {budget} ni les effectifs ne sont connus."
