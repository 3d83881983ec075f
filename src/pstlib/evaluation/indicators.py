"""The indicators of a plan at a date: last measure, target, and how much of the way is done."""

import datetime as dt

import numpy as np
import pandas as pd

from pstlib.evaluation.days import add_months
from pstlib.model import Pst
from pstlib.reference import Method

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


def measures(pst: Pst, day: dt.date) -> pd.DataFrame:
    """Give the known values up to ``day``, by indicator and date; of two on one day, the last."""
    known = pst.mesures[pst.mesures["date"].le(pd.Timestamp(day)) & pst.mesures["valeur"].notna()]
    kept = known.drop_duplicates(["indicateur_id", "date"], keep="last")
    return kept.sort_values(["indicateur_id", "date"], kind="stable", ignore_index=True)


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
    places = plan[["element_id", "code", "os_id"]].assign(rang=range(len(plan)))
    table = pst.indicateurs.merge(places, on="element_id").sort_values(
        "rang", kind="stable", ignore_index=True
    )
    values = measures(pst, day)
    seen = values.groupby("indicateur_id")
    last = seen.last().reindex(table["indicateur_id"]).reset_index(drop=True)
    counts = seen.size().reindex(table["indicateur_id"]).fillna(0).astype("Int64")
    measured = table.assign(
        n_mesures=counts.array, date_mesure=last["date"], valeur=last["valeur"].astype("Float64")
    )
    oldest = pd.Timestamp(add_months(day, -method.peremption_mois))
    due = measured["annee_cible"].le(day.year - (day < dt.date(day.year, 12, 31)))
    judged = measured.assign(
        ecart=measured["valeur"] - measured["valeur_cible"],
        motif=_reasons(measured),
        atteint=_reached(measured),
        atteint_le=_first_reached(values, table),
        cible_echue=due.astype("boolean"),
        perimee=measured["date_mesure"].lt(oldest) & ~_final(measured),
        repere=_steady_pace(measured),
    )
    return judged.assign(atteinte=_attainment(judged))[INDICATORS]


def _final(table: pd.DataFrame) -> "pd.Series[bool]":
    """Tell whether the last measure is of the target's year or later: no other is awaited."""
    later: pd.Series[float] = table["date_mesure"].dt.year - table["annee_cible"]
    return later.astype("Float64").fillna(-1.0).astype("float64").ge(0)


def _reasons(table: pd.DataFrame) -> "pd.Series[str]":
    """Say by a code why there is no attainment: the first that holds."""
    way = table["valeur_cible"] - table["valeur_reference"]
    steady, sideless = table["sens"].eq(STEADY), way.isna() | way.eq(0)
    against = (table["sens"].eq(UP) & way.lt(0)) | (table["sens"].eq(DOWN) & way.gt(0))
    off_target = sideless & table["valeur"].ne(table["valeur_cible"])
    rules = {
        NO_MEASURE: table["valeur"].isna(),
        NO_TARGET: table["valeur_cible"].isna(),
        NO_DIRECTION: table["sens"].isna(),
        EITHER_WAY: steady & off_target,
        KEPT: steady,
        NO_REFERENCE: table["valeur_reference"].isna(),
        NO_WAY: way.eq(0),
        AGAINST: against,
    }
    holds = [rule.fillna(value=False).to_numpy(dtype=bool) for rule in rules.values()]
    found = np.select(holds, list(rules), default="")
    return pd.Series(found, index=table.index, dtype="str").where(found != "")


def _attainment(table: pd.DataFrame) -> "pd.Series[float]":
    gone = table["valeur"] - table["valeur_reference"]
    way = table["valeur_cible"] - table["valeur_reference"]
    return (gone / way.where(way.ne(0))).where(table["motif"].isna()).astype("Float64")


def _reached(table: pd.DataFrame) -> "pd.Series[bool]":
    """Compare the last value with the target; kept on the reference's side, it is maintained."""
    over = table["valeur"].ge(table["valeur_cible"])
    under = table["valeur"].le(table["valeur_cible"])
    above = table["valeur_reference"].gt(table["valeur_cible"])
    below = table["valeur_reference"].lt(table["valeur_cible"])
    kept = (above & over) | (below & under)
    steady = table["sens"].eq(STEADY)
    known = ~_reasons(table).isin([NO_MEASURE, NO_TARGET, NO_DIRECTION, EITHER_WAY, AGAINST])
    reached = over.where(table["sens"].eq(UP), under).mask(steady, kept | (over & under))
    return reached.astype("boolean").where(known)


def _first_reached(values: pd.DataFrame, table: pd.DataFrame) -> "pd.Series[pd.Timestamp]":
    each = values.merge(table, on="indicateur_id")
    good = each[_reached(each).fillna(value=False).astype(bool)]
    first = good.groupby("indicateur_id")["date"].min().reindex(table["indicateur_id"])
    return pd.Series(first.array, index=table.index, dtype="datetime64[us]")


def _steady_pace(table: pd.DataFrame) -> "pd.Series[float]":
    """Read the straight line from the reference to the target, each at the end of its year."""
    first, last = (table[f"annee_{end}"].astype("Float64") for end in ("reference", "cible"))
    day = table["date_mesure"].dt
    years = day.year.astype("Float64") - 1 + day.day_of_year / (365 + day.is_leap_year)
    length = last - first
    share = ((years - first) / length.where(length.gt(0))).clip(0, 1)
    way = table["valeur_cible"] - table["valeur_reference"]
    paced = table["sens"].isin([UP, DOWN])
    found: pd.Series[float] = table["valeur_reference"] + share * way
    return found.where(paced).astype("Float64")
