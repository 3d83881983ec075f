"""What the reader of figures of money must know: said in French, beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal

import pandas as pd

from pstlib.budgets.execution import YEARLY, silent_years, unbudgeted
from pstlib.budgets.means import art60_notes
from pstlib.model import Pst
from pstlib.model.findings import ERROR, INFO, WARNING
from pstlib.model.records import records
from pstlib.reference.money import MoneyReference
from pstlib.text import NBSP, fr_date, fr_euro, fr_number

Note = tuple[str, str, str | None]
_SERVICES = {"O": "ordinaire", "E": "extraordinaire"}
_TYPES = {"R": "recettes", "D": "dépenses"}
_SHOWN = 10


def money_notes(
    pst: Pst,
    amounts: pd.DataFrame,
    yearly: pd.DataFrame,
    problems: pd.DataFrame,
    *,
    day: dt.date,
    reference: MoneyReference,
) -> pd.DataFrame:
    """List what the reader of the figures must know, the gravest first.

    Args:
        pst: The PST.
        amounts: The result of ``amounts_by_version``, until the year of ``day``.
        yearly: The result of ``by_year``.
        problems: ``Attachments.problemes``.
        day: Day of the evaluation.
        reference: Price index and population, if there are any.

    Returns:
        ``niveau`` (erreur, avertissement, info), ``message``, ``element_id`` (may be missing).
    """
    found = [
        *_of_links(problems),
        *_of_years(pst, day),
        *_of_amendments(yearly),
        *_of_accounts(yearly),
        *_of_unbudgeted(amounts),
        *_of_reference(pst, day, reference),
        *((INFO, message, None) for message in art60_notes(amounts)["message"]),
    ]
    order = {ERROR: 0, WARNING: 1, INFO: 2}
    ordered = sorted(found, key=lambda note: order[note[0]])
    return pd.DataFrame(ordered, columns=["niveau", "message", "element_id"], dtype="str")


def _of_links(problems: pd.DataFrame) -> Iterator[Note]:
    grave = problems[problems["gravite"].ne(INFO)]
    for row in records(grave.head(_SHOWN)):
        yield row["gravite"], f"Liens avec le budget{NBSP}: {row['probleme']}.", row["element_id"]
    if len(grave) > _SHOWN:
        rest = fr_number(len(grave) - _SHOWN)
        advice = f"«{NBSP}pst verifier{NBSP}» les donne tous"
        yield WARNING, f"Liens avec le budget{NBSP}: {rest} autres problèmes ({advice}).", None


def _of_years(pst: Pst, day: dt.date) -> Iterator[Note]:
    years = {int(year) for year in pst.budget["exercice"].dropna().unique()}
    if not years:
        yield INFO, "Aucun budget n’est connu.", None
        return
    first, last = pst.identite.exercice_debut, min(pst.identite.exercice_fin, day.year)
    absent = [year for year in range(first, last + 1) if year not in years]
    if absent:
        yield WARNING, f"Aucun budget n’est connu pour {_listed(absent)}.", None
    later = sorted(year for year in years if year > day.year)
    if later:
        message = f"Le budget de {_listed(later)}, après la date d’arrêt, n’est pas repris."
        yield INFO, message, None
    if day.year in years and (day.month, day.day) != (12, 31):
        message = f"L’exercice {day.year} est en cours au {fr_date(day)}{NBSP}: ses montants ne "
        yield INFO, message + "sont pas définitifs.", None


def _of_amendments(yearly: pd.DataFrame) -> Iterator[Note]:
    """Say which votes are known by their amendments alone: what these leave out is missing."""
    amended = yearly[yearly["dernier_vote"].notna() & yearly["initial"].isna()]
    for year, service, kind in amended[YEARLY].itertuples(index=False, name=None):
        yield (
            WARNING,
            f"Exercice {year}, service {_SERVICES[service]}, {_TYPES[kind]}{NBSP}: aucun budget "
            "initial n’est connu, le budget voté ne compte que les articles des modifications "
            "budgétaires.",
            None,
        )


def used_sources(pst: Pst, day: dt.date, reference: MoneyReference) -> dict[str, str]:
    """Name the sources of the price index and of the population, each where it is used.

    Returns:
        ``indice`` and ``population``, or neither: the words of the files, once each.
    """
    prices, people, ins = reference.prices, reference.population, pst.identite.ins
    found = {}
    if prices is not None and prices["annee"].eq(day.year).any():
        found["indice"] = _named_sources(prices)
    if people is not None and people["ins"].eq(ins or "").any():
        found["population"] = _named_sources(people[people["ins"].eq(ins or "")])
    return found


def _named_sources(table: pd.DataFrame) -> str:
    names = list(dict.fromkeys(table["source"]))
    more = f" et {len(names) - _SHOWN} autres" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _of_reference(pst: Pst, day: dt.date, reference: MoneyReference) -> Iterator[Note]:
    """Say where constant euros and amounts per inhabitant come from, or what they lack."""
    used = used_sources(pst, day, reference)
    prices, people = reference.prices, reference.population
    years = {int(year) for year in pst.budget["exercice"].unique() if year <= day.year}
    if "indice" in used:
        what = f"Les montants en euros constants de {day.year} suivent l’indice des prix"
        yield INFO, f"{what} (source{NBSP}: {used['indice']}).", None
        yield from _of_absent(years, prices, "L’indice des prix n’a pas", "en euros constants")
    elif prices is not None:
        message = f"L’indice des prix n’a pas l’année {day.year}{NBSP}: aucun montant n’est donné "
        yield WARNING, f"{message}en euros constants.", None
    if "population" in used:
        what = "Les montants par habitant divisent par la population de la commune"
        yield INFO, f"{what} (source{NBSP}: {used['population']}).", None
        own = people[people["ins"].eq(pst.identite.ins or "")] if people is not None else None
        yield from _of_absent(years, own, "La population de la commune n’est pas connue pour",
                              "par habitant")  # fmt: skip
    elif people is not None:
        message = f"La population de la commune n’est pas connue{NBSP}: aucun montant n’est donné "
        yield WARNING, f"{message}par habitant.", None


def _of_absent(
    years: set[int], table: pd.DataFrame | None, lacking: str, unit: str
) -> Iterator[Note]:
    absent = set() if table is None else years - set(table["annee"].astype(int))
    if absent:
        yield WARNING, f"{lacking} {_listed(absent)}{NBSP}: leurs montants manquent {unit}.", None


def _of_accounts(yearly: pd.DataFrame) -> Iterator[Note]:
    for row in records(silent_years(yearly)):
        place = f"Exercice {row['exercice']}, service {_SERVICES[row['service']]}{NBSP}: "
        if row["compte_indistinct"]:
            said = "le compte connu ne dit pas s’il donne les engagements ou les imputations"
        else:
            said = "aucun compte n’est connu"
        yield WARNING, f"{place}{said}, le taux d’exécution n’est donc pas calculé.", None


def _of_unbudgeted(amounts: pd.DataFrame) -> Iterator[Note]:
    alone = unbudgeted(amounts)
    for (year, kind), rows in alone.groupby(["exercice", "type"]) if len(alone) else ():
        figure, word = ("engagements", "engagés") if kind == "D" else ("droits_nets", "constatés")
        known: list[Decimal] = rows[figure].dropna().tolist()
        sum_told = f" ({fr_euro(sum(known, Decimal(0)))} {word})" if known else ""
        lines = "ligne figure" if len(rows) == 1 else "lignes figurent"
        yield (
            WARNING,
            f"Exercice {year}{NBSP}: {fr_number(len(rows))} {lines} au compte sans crédit voté"
            f"{sum_told}{NBSP}; les montants sont repris.",
            None,
        )


def _listed(years: Iterable[int]) -> str:
    """Write years: « 2019 », « 2019 et 2021 », « 2019 à 2021 »."""
    known = sorted(years)
    if len(known) > 2 and known[-1] - known[0] == len(known) - 1:
        return f"{known[0]} à {known[-1]}"
    *before, final = map(str, known)
    return f"{', '.join(before)} et {final}" if before else final
