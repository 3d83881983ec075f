"""How each objective stands: the first rule of the method that holds, and why it does."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from pstlib import grammar
from pstlib.evaluation import wording
from pstlib.model.records import records
from pstlib.model.statuses import Level
from pstlib.reference import Method
from pstlib.text import NBSP, fr_number, fr_percent, is_missing

APPRECIATION_LABELS = {
    "ATTEINT": "Atteint",
    "LARGEMENT_ATTEINT": "Largement atteint",
    "EN_BONNE_VOIE": "En bonne voie",
    "PARTIELLEMENT_ATTEINT": "Partiellement atteint",
    "A_SURVEILLER": "À surveiller",
    "EN_DIFFICULTE": "En difficulté",
    "NON_ATTEINT": "Non atteint",
    "ABANDONNE": "Abandonné",
    "NON_EVALUABLE": "Non évaluable",
}
"""French label of each appreciation, from the best to the worst, then those without verdict."""

# Figures come from sums of floats: two that are equal by the rules may differ at the last digit.
_TOLERANCE = 1e-9
Row = Mapping[str, Any]


def appreciate(objective: Row, *, evaluation: str, method: Method) -> str:
    """Apply the rules of the method to the figures of an objective.

    Args:
        objective: The cells of ``FIGURES``.
        evaluation: ``mi-parcours`` or ``finale``.
        method: The thresholds.

    Returns:
        The first appreciation whose rule holds.
    """
    assessed, pursued = objective["n_evaluees"], objective["n_poursuivies"]
    if assessed and not pursued:
        return "ABANDONNE"
    all_done = pursued > 0 and objective["n_TERMINE"] == pursued
    no_progress = is_missing(objective["avancement_max"]) and not all_done
    known = _at_least(objective["n_recents"], method.part_statuts_connus, of=assessed)
    if not assessed or not known or no_progress:
        return "NON_EVALUABLE"
    if all_done:
        return "ATTEINT"
    return (_at_mid_term if evaluation == "mi-parcours" else _at_the_end)(objective, method)


def appreciated(objectives: Iterable[Row], plan: pd.DataFrame) -> list[bool]:
    """Tell which objectives are appreciated: every OO, and an OS that holds actions itself."""
    rows = zip(plan["niveau"].tolist(), plan["parent_id"].tolist(), strict=True)
    holders = {parent for level, parent in rows if level == Level.ACTION}
    return [
        row["niveau"] == Level.OO or (row["niveau"] == Level.OS and row["element_id"] in holders)
        for row in objectives
    ]


def reason(row: Row, *, appreciation: str, method: Method) -> str:
    """Say in French which figures of ``row`` decided its appreciation."""
    return _REASONS[appreciation](row, method)


def council_appreciations(
    given: pd.DataFrame, elements: Iterable[str], *, day: dt.date
) -> dict[str, Any]:
    """Give the last appreciation by the council of each element at ``day``.

    Returns:
        The columns ``appreciation_conseil`` and ``appreciation_conseil_motif``.
    """
    last: dict[str, Mapping[str, Any]] = {}
    for row in records(given):
        known = last.get(row["element_id"])
        if row["date"] <= pd.Timestamp(day) and (known is None or row["date"] >= known["date"]):
            last[row["element_id"]] = row
    found = [last.get(element, {}) for element in elements]
    names = {"appreciation_conseil": "appreciation", "appreciation_conseil_motif": "motif"}
    return {
        name: pd.array([row.get(key) for row in found], dtype="str") for name, key in names.items()
    }


def _at_mid_term(row: Row, method: Method) -> str:
    expected = row["attendu"]
    many = _at_least(row["n_difficulte"], method.part_difficulte, of=row["n_poursuivies"])
    if many or row["avancement_max"] < expected - method.ecart_difficulte - _TOLERANCE:
        return "EN_DIFFICULTE"
    close = row["avancement_min"] >= expected - method.ecart_bonne_voie - _TOLERANCE
    return "EN_BONNE_VOIE" if close and row["n_PROBLEME"] == 0 else "A_SURVEILLER"


def _at_the_end(row: Row, method: Method) -> str:
    if row["avancement_min"] >= method.seuil_largement_atteint - _TOLERANCE:
        return "LARGEMENT_ATTEINT"
    if row["avancement_max"] < method.seuil_non_atteint - _TOLERANCE:
        return "NON_ATTEINT"
    return "PARTIELLEMENT_ATTEINT"


def _at_least(part: int, share: Fraction, *, of: int) -> bool:
    """Compare whole numbers, so that a third of six is exactly two."""
    return part * share.denominator >= of * share.numerator


def _all_dropped(row: Row, _method: Method) -> str:
    if row["n_evaluees"] == 1:
        return "la seule action évaluée est annulée ou abandonnée"
    return f"les {grammar.number(row['n_evaluees'])} actions évaluées sont annulées ou abandonnées"


def _too_little_known(row: Row, method: Method) -> str:
    assessed, recent = row["n_evaluees"], row["n_recents"]
    if assessed == 0:
        return "aucune action évaluée"
    if _at_least(recent, method.part_statuts_connus, of=assessed):
        return f"aucun poids connu pour {wording.actions(row['n_poursuivies'])} à pondérer"
    if recent == 0 and assessed == 1:
        return "la seule action évaluée n’a pas de statut connu et récent"
    if recent == 0:
        return f"aucune des {grammar.number(assessed)} actions n’a de statut connu et récent"
    known = f"statut connu et récent pour {wording.actions(recent)}"
    too_few = grammar.of(_words(method.part_statuts_connus))
    return f"{known} sur {grammar.number(assessed)}, moins {too_few}"


def _all_done(row: Row, _method: Method) -> str:
    if row["n_poursuivies"] == 1:
        return "la seule action poursuivie est terminée"
    return f"les {grammar.number(row['n_poursuivies'])} actions poursuivies sont terminées"


def _difficult(row: Row, method: Method) -> str:
    reasons = []
    gap, low = method.ecart_difficulte, row["avancement_max"]
    if low < row["attendu"] - gap - _TOLERANCE:
        reasons.append(
            f"avancement {_at_most(row)} pour {wording.expected(row['attendu'])}{NBSP}: "
            f"plus de {_points(gap)} d’écart"
        )
    hard, pursued, share = row["n_difficulte"], row["n_poursuivies"], method.part_difficulte
    if _at_least(hard, share, of=pursued):
        reasons.append(_hampered(hard, pursued, share))
    return f"{NBSP}; ".join(reasons)


def _hampered(hard: int, pursued: int, share: Fraction) -> str:
    if hard == pursued == 1:
        return "la seule action poursuivie est en retard ou en problème"
    if hard == pursued:
        return f"les {grammar.number(pursued)} actions poursuivies sont en retard ou en problème"
    part = f"{wording.actions(hard)} sur {grammar.number(pursued, feminine=True)}"
    return f"{part} en retard ou en problème, soit {_words(share)} ou plus"


def _well_under_way(row: Row, method: Method) -> str:
    return (
        f"avancement {_at_least_text(row)} pour {wording.expected(row['attendu'])} "
        f"(écart toléré{NBSP}: {_points(method.ecart_bonne_voie)}), aucune action en problème"
    )


def _to_watch(row: Row, method: Method) -> str:
    reasons = []
    gap = method.ecart_bonne_voie
    if row["avancement_min"] < row["attendu"] - gap - _TOLERANCE:
        reasons.append(
            f"avancement {_at_least_text(row)} pour {wording.expected(row['attendu'])}{NBSP}: "
            f"plus de {_points(gap)} d’écart"
        )
    if row["n_PROBLEME"]:
        reasons.append(f"{wording.actions(row['n_PROBLEME'])} en problème")
    return f"{NBSP}; ".join(reasons) + _unknown_rates(row)


def _largely_reached(row: Row, method: Method) -> str:
    return (
        f"avancement {_at_least_text(row)}, "
        f"soit {fr_percent(method.seuil_largement_atteint, 0)} ou plus"
    )


def _not_reached(row: Row, method: Method) -> str:
    return f"avancement {_at_most(row)}, soit moins de {fr_percent(method.seuil_non_atteint, 0)}"


def _partly_reached(row: Row, method: Method) -> str:
    low, high = method.seuil_non_atteint, method.seuil_largement_atteint
    progress = wording.between(row["avancement_min"], row["avancement_max"])
    return (
        f"avancement {progress}{NBSP}: ni {fr_percent(high, 0)} ou plus, "
        f"ni moins de {fr_percent(low, 0)}{_unknown_rates(row)}"
    )


def _unknown_rates(row: Row) -> str:
    """Say what of an interval comes from what nobody knows: the verdict may hang on it."""
    unknown, pursued = row["n_taux_inconnus"], row["n_poursuivies"]
    if unknown == 0:
        return ""
    if unknown < pursued:
        return f"{NBSP}; le taux {grammar.of(wording.actions(unknown))} est inconnu"
    what = "statut" if row["n_INCONNU"] == pursued else "taux"
    which = "de la seule action" if pursued == 1 else f"des {grammar.number(pursued)} actions"
    gone = row["n_ANNULE_ABANDONNE"]
    others = grammar.plural(gone, "l’autre est abandonnée", "les autres sont abandonnées")
    known = f"{NBSP}; le {what} {which} {grammar.plural(pursued, 'poursuivie')} est inconnu"
    return f"{known}, {others}" if gone else known


def _at_least_text(row: Row) -> str:
    return _bound(row, "avancement_min", "d’au moins")


def _at_most(row: Row) -> str:
    return _bound(row, "avancement_max", "d’au plus")


def _bound(row: Row, end: str, words: str) -> str:
    exact = row["avancement_min"] == row["avancement_max"]
    return f"{'de' if exact else words} {fr_percent(row[end])}"


def _words(share: Fraction) -> str:
    return {Fraction(1, 2): "la moitié", Fraction(1, 3): "un tiers"}.get(share, str(share))


def _points(gap: float) -> str:
    return f"{fr_number(gap)} {grammar.plural(gap, 'point')}"


_REASONS: dict[str, Callable[[Row, Method], str]] = {
    "ABANDONNE": _all_dropped,
    "NON_EVALUABLE": _too_little_known,
    "ATTEINT": _all_done,
    "EN_DIFFICULTE": _difficult,
    "EN_BONNE_VOIE": _well_under_way,
    "A_SURVEILLER": _to_watch,
    "LARGEMENT_ATTEINT": _largely_reached,
    "NON_ATTEINT": _not_reached,
    "PARTIELLEMENT_ATTEINT": _partly_reached,
}
