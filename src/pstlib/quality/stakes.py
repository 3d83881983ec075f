"""What would change if what is missing were known: computed from the evaluation, not guessed."""

import pandas as pd

from pstlib.evaluation import Evaluation, wording
from pstlib.evaluation.appreciation import appreciate
from pstlib.grammar import capitalised, number, of, plural, some
from pstlib.model.records import records
from pstlib.model.statuses import Status
from pstlib.text import NBSP, fr_number

COLUMNS = ["enjeu", "libelle", "n", "total", "effet", "phrase"]
NOT_JUDGED = "NON_EVALUABLE"
Stake = tuple[str, str, int, int, float | None, str]


def stakes(ev: Evaluation) -> pd.DataFrame:
    """Say what each kind of gap costs to the results of an evaluation.

    Returns:
        One row a kind of gap: ``enjeu`` (its code), ``libelle``, ``n`` of ``total`` (Int64; the
        actions or objectives concerned), ``effet`` (points of the interval of progress that the
        gap opens; missing where it is no matter of points) and ``phrase``, in French.
    """
    rows = [*_of_progress(ev), *_of_objectives(ev), _of_delays(ev), _of_calendar(ev)]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype({"n": "Int64", "total": "Int64", "effet": "Float64"})


def _of_progress(ev: Evaluation) -> list[Stake]:
    """Share the width of the interval between unknown statuses and unknown rates."""
    pursued = ev.actions[ev.actions["poursuivie"]]
    unknown = pursued["statut"].eq(Status.UNKNOWN)
    wide = pursued["avancement_max"].ne(pursued["avancement_min"])
    return [
        _width(pursued, wide & unknown, "STATUT", "Statuts inconnus"),
        _width(pursued, wide & ~unknown, "TAUX", "Taux d’avancement inconnus"),
    ]


def _width(pursued: pd.DataFrame, concerned: "pd.Series[bool]", code: str, label: str) -> Stake:
    weights = pursued["poids"].astype("float64").fillna(0.0)
    spread = (pursued["avancement_max"] - pursued["avancement_min"]).astype("float64")
    whole = float(weights.sum())
    points = float((weights * spread)[concerned].sum()) / whole if whole else 0.0
    n = int(concerned.sum())
    opened = f"{fr_number(points, 1)}{NBSP}{plural(points, 'point')}"
    said = f"{_actions(n)} {plural(n, 'élargit', 'élargissent')} l’avancement de {opened}."
    nothing = f"Aucun {'statut' if code == 'STATUT' else 'taux'} ne manque."
    return code, label, n, len(pursued), points, said if n else nothing


def _of_objectives(ev: Evaluation) -> list[Stake]:
    """Apply the rules again, as if all statuses were recent, then with each end of the interval."""
    judged = ev.objectifs[ev.objectifs["appreciation"].notna()]
    shut = judged["appreciation"].eq(NOT_JUDGED)
    recent = _verdicts(ev, judged.assign(n_recents=judged["n_evaluees"]))
    opened = int((shut & recent.ne(NOT_JUDGED)).sum())
    low = _verdicts(ev, judged.assign(avancement_max=judged["avancement_min"]))
    high = _verdicts(ev, judged.assign(avancement_min=judged["avancement_max"]))
    hang = int((low.ne(high) & ~shut).sum())
    n = int(shut.sum())
    return [
        ("OBJECTIFS", "Objectifs non évaluables", n, len(judged), None, _reopened(n, opened)),
        ("APPRECIATIONS", "Appréciations suspendues à un taux", hang, len(judged), None,
         f"{_objectives(hang)} {plural(hang, 'changerait', 'changeraient')} d’appréciation selon "
         "que les taux inconnus sont bas ou hauts." if hang
         else "Aucune appréciation ne dépend d’un taux inconnu."),
    ]  # fmt: skip


def _verdicts(ev: Evaluation, objectives: pd.DataFrame) -> "pd.Series[str]":
    words = [
        appreciate(row, evaluation=ev.evaluation, method=ev.methode) for row in records(objectives)
    ]
    return pd.Series(words, objectives.index, dtype="str")


def _reopened(n: int, opened: int) -> str:
    if not n:
        return "Tous les objectifs sont appréciés."
    be = plural(n, "n’est pas évaluable", "ne sont pas évaluables")
    which = {0: "aucun ne le serait", n: plural(n, "il le serait", "tous le seraient")}.get(
        opened, f"{number(opened)} {plural(opened, 'le serait', 'le seraient')}"
    )
    return f"{_objectives(n)} {be}{NBSP}; avec des statuts récents, {which}."


def _of_delays(ev: Evaluation) -> Stake:
    n, pursued = int(ev.chiffres["n_sans_echeance"]), int(ev.chiffres["n_poursuivies"])
    left = pursued - int(ev.chiffres["n_TERMINE"])
    said = f"Le retard {of(wording.actions(n))} à terminer ne se calcule pas, faute d’échéance."
    nothing = "Le retard de chaque action à terminer se calcule."
    return "RETARDS", "Retards non calculables", n, left, None, said if n else nothing


def _of_calendar(ev: Evaluation) -> Stake:
    n, pursued = int(ev.chiffres["n_calendrier_defaut"]), int(ev.chiffres["n_poursuivies"])
    said = (
        f"{_actions(n)} {plural(n, 'suit', 'suivent')} le calendrier par défaut{NBSP}: "
        "l’avancement attendu en dépend."
    )
    nothing = "Chaque action a ses propres dates."
    return "CALENDRIER", "Dates manquantes", n, pursued, None, said if n else nothing


def _actions(n: int) -> str:
    return capitalised(wording.actions(n))


def _objectives(n: int) -> str:
    return capitalised(some(n, "objectif"))
