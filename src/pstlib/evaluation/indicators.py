"""The indicators of a plan at a date: last measure, target, and how much of the way is done."""

import datetime as dt
from typing import Any

import pandas as pd

from pstlib.evaluation.days import add_months
from pstlib.model import Pst
from pstlib.model.records import records, table_of
from pstlib.reference import Method
from pstlib.text import is_missing

UP, DOWN, STEADY = "HAUSSE", "BAISSE", "MAINTIEN"
NO_MEASURE, NO_TARGET, NO_DIRECTION, NO_REFERENCE, NO_WAY, AGAINST, KEPT, EITHER_WAY = (
    "SANS_MESURE",
    "SANS_CIBLE",
    "SANS_SENS",
    "SANS_REFERENCE",
    "CIBLE_EGALE_REFERENCE",
    "CIBLE_CONTRAIRE_AU_SENS",
    "MAINTIEN",
    "MAINTIEN_SANS_COTE",
)
REASON_LABELS = {
    NO_MEASURE: "aucune mesure à cette date",
    NO_TARGET: "aucune cible chiffrée",
    NO_DIRECTION: "sens souhaité inconnu",
    NO_REFERENCE: "valeur de référence inconnue : la valeur est comparée à la seule cible",
    NO_WAY: "la cible est égale à la référence : aucun chemin à parcourir",
    AGAINST: "la cible contredit le sens souhaité",
    KEPT: "valeur à maintenir : comparée à la cible",
    EITHER_WAY: "valeur à maintenir, sans côté défavorable connu",
}
"""Why an indicator has no attainment, by the code of ``motif``."""
INDICATORS = [
    "indicateur_id", "element_id", "code", "os_id", "libelle", "unite", "sens", "valeur_reference",
    "annee_reference", "valeur_cible", "annee_cible", "n_mesures", "date_mesure", "valeur", "ecart",
    "atteinte", "atteint", "atteint_le", "cible_echue", "perimee", "repere", "motif",
]  # fmt: skip
_KINDS = {
    **dict.fromkeys(["indicateur_id", "element_id", "code", "os_id", "libelle"], "str"),
    **dict.fromkeys(["unite", "sens", "motif"], "str"),
    **dict.fromkeys(["annee_reference", "annee_cible", "n_mesures"], "Int64"),
    **dict.fromkeys(["valeur_reference", "valeur_cible", "valeur", "ecart"], "Float64"),
    **dict.fromkeys(["atteinte", "repere"], "Float64"),
    **dict.fromkeys(["date_mesure", "atteint_le"], "datetime64[us]"),
    **dict.fromkeys(["atteint", "cible_echue"], "boolean"),
    "perimee": "bool",
}
Row = dict[str, Any]
Measure = tuple[pd.Timestamp, float]


def measures(pst: Pst, day: dt.date) -> dict[str, list[Measure]]:
    """Give by indicator the known values up to ``day``, by date; of two on one day, the last."""
    names, moment = ("indicateur_id", "date", "valeur"), pd.Timestamp(day)
    rows = zip(*(pst.mesures[name].tolist() for name in names), strict=True)
    last = {
        (name, date): value
        for name, date, value in rows
        if date <= moment and not is_missing(value)
    }
    found: dict[str, list[Measure]] = {}
    for name, date in sorted(last):
        found.setdefault(name, []).append((date, last[name, date]))
    return found


def indicators(pst: Pst, plan: pd.DataFrame, *, day: dt.date, method: Method) -> pd.DataFrame:
    """Measure each indicator of an element in the plan against its target.

    Measures after ``day`` aren't looked at; ``method`` gives the age beyond which one is stale.

    Returns:
        One row per indicator, in the order of the plan: the columns of ``indicateurs``, ``code``
        and ``os_id`` of its element, ``n_mesures``, ``date_mesure`` and ``valeur`` (the last
        one), and

        - ``ecart``: value − target, in the indicator's unit;
        - ``atteinte``: (value − reference) / (target − reference), 1 when the target is reached;
          under 0 or over 1 where the value is; missing with its reason in ``motif``;
        - ``atteint``: whether the last value satisfies the target; missing where nobody can tell;
        - ``atteint_le``: the first measure that did, which the last may not do any more;
        - ``cible_echue``: the target's year is over at ``day``;
        - ``perimee``: the last measure is older than the method's limit, and from before the
          target's year;
        - ``repere``: the value that a steady pace would give on the day of the last measure.
    """
    places = {row["element_id"]: row for row in records(plan, ("element_id", "code", "os_id"))}
    ranks = {element: rank for rank, element in enumerate(places)}
    known = [row | places[row["element_id"]] for row in records(pst.indicateurs)
             if row["element_id"] in places]  # fmt: skip
    values = measures(pst, day)
    oldest = pd.Timestamp(add_months(day, -method.peremption_mois))
    rows = [
        _judged(row, values.get(row["indicateur_id"], []), day=day, oldest=oldest)
        for row in sorted(known, key=lambda row: ranks[row["element_id"]])
    ]
    return table_of(rows, {name: _KINDS[name] for name in INDICATORS})


def _judged(row: Row, values: list[Measure], *, day: dt.date, oldest: pd.Timestamp) -> Row:
    date, value = values[-1] if values else (None, None)
    target, measured = row["valeur_cible"], row | {"valeur": value}
    reason = _reason(measured)
    good = [date for date, value in values if _reached(row | {"valeur": value})]
    # Once the target's year has come, no other measure is awaited.
    final = date and row["annee_cible"] is not None and date.year >= row["annee_cible"]
    over = day.year - (day < dt.date(day.year, 12, 31))
    return measured | {
        "n_mesures": len(values),
        "date_mesure": date,
        "ecart": None if None in (value, target) else value - target,
        "atteinte": None if reason else (value - row["valeur_reference"]) / _way(row),
        "atteint": _reached(measured),
        "atteint_le": min(good, default=None),
        "cible_echue": None if row["annee_cible"] is None else row["annee_cible"] <= over,
        "perimee": bool(date and date < oldest and not final),
        "repere": _steady_pace(row, date),
        "motif": reason,
    }


def _way(row: Row) -> Any:
    ends = row["valeur_reference"], row["valeur_cible"]
    return None if None in ends else ends[1] - ends[0]


def _reason(row: Row) -> str | None:
    """Say by a code why there is no attainment: the first that holds."""
    way, steady = _way(row), row["sens"] == STEADY
    rules = {
        NO_MEASURE: row["valeur"] is None,
        NO_TARGET: row["valeur_cible"] is None,
        NO_DIRECTION: is_missing(row["sens"]),
        EITHER_WAY: steady and not way and row["valeur"] != row["valeur_cible"],
        KEPT: steady,
        NO_REFERENCE: way is None,
        NO_WAY: way == 0,
        AGAINST: bool(way) and (way < 0 if row["sens"] == UP else way > 0),
    }
    return next((code for code, holds in rules.items() if holds), None)


def _reached(row: Row) -> bool | None:
    """Compare the last value with the target; kept on the reference's side, it is maintained."""
    if _reason(row) in (NO_MEASURE, NO_TARGET, NO_DIRECTION, EITHER_WAY, AGAINST):
        return None
    value, target, way = row["valeur"], row["valeur_cible"], _way(row)
    over, under = bool(value >= target), bool(value <= target)
    if row["sens"] == STEADY:
        return (over and under) or (over if way < 0 else under)
    return over if row["sens"] == UP else under


def _steady_pace(row: Row, date: pd.Timestamp | None) -> float | None:
    """Read the straight line from the reference to the target, each at the end of its year."""
    first, last, way = row["annee_reference"], row["annee_cible"], _way(row)
    if date is None or None in (first, last, way) or row["sens"] not in (UP, DOWN) or last <= first:
        return None
    years = date.year - 1 + date.day_of_year / (365 + date.is_leap_year)
    share = min(max((years - first) / (last - first), 0.0), 1.0)
    return float(row["valeur_reference"] + share * way)
