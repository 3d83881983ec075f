"""What the reader of figures of money must know: said in French, beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal

import pandas as pd

from pstlib.budgets.constant import Yardsticks
from pstlib.budgets.execution import silent_years, unbudgeted
from pstlib.budgets.tally import YEARLY, Tally
from pstlib.model import Pst
from pstlib.model.findings import ERROR, INFO, WARNING
from pstlib.model.records import records
from pstlib.text import NBSP, fr_date, fr_euro, fr_number

Note = tuple[str, str, str | None]
_SERVICES = {"O": "ordinaire", "E": "extraordinaire"}
_TYPES = {"R": "recettes", "D": "dépenses"}
_SHOWN = 10


def ordered(notes: Iterable[Note]) -> pd.DataFrame:
    """Make a table of notes, the gravest first: ``niveau, message, element_id`` (if any)."""
    order = {ERROR: 0, WARNING: 1, INFO: 2}
    rows = sorted(notes, key=lambda note: order[note[0]])
    return pd.DataFrame(rows, columns=["niveau", "message", "element_id"], dtype="str")


def money_notes(
    pst: Pst,
    amounts: pd.DataFrame,
    tally: Tally,
    problems: pd.DataFrame,
    *,
    day: dt.date,
    units: Yardsticks,
) -> Iterator[Note]:
    """Say what the reader of the figures must know: how grave, in French, of which element.

    Args:
        pst: The PST.
        amounts: The result of ``amounts_by_version``, until the year of ``day``.
        tally: Its tally by ``YEARLY``, or finer.
        problems: ``Attachments.problemes``.
        day: Day of the evaluation.
        units: Price index and population, if there are any.
    """
    yield from _of_links(problems)
    yield from _of_years(pst, day)
    yield from _of_amendments(tally)
    yield from _of_accounts(tally)
    if any(row["n_sans_vote"] for row in tally.rows):
        yield from _of_unbudgeted(amounts)
    yield from _of_units({row["exercice"] for row in tally.rows}, day, units)


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


def _of_amendments(tally: Tally) -> Iterator[Note]:
    """Say which votes are known by their amendments alone: what these leave out is missing."""
    for row in tally.added(YEARLY).rows:
        if row["dernier_vote"] is not None and row["initial"] is None:
            yield (
                WARNING,
                f"Exercice {row['exercice']}, service {_SERVICES[row['service']]}, "
                f"{_TYPES[row['type']]}{NBSP}: aucun budget initial n’est connu, le budget voté ne "
                "compte que les articles des modifications budgétaires.",
                None,
            )


def _of_units(years: set[int], day: dt.date, units: Yardsticks) -> Iterator[Note]:
    """Say where constant euros and amounts per inhabitant come from, or what they lack."""
    used, prices, people = units.sources, units.prices, units.people
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
        yield from _of_absent(years, people, "La population de la commune n’est pas connue pour",
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


def _of_accounts(tally: Tally) -> Iterator[Note]:
    for row in records(silent_years(tally)):
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
