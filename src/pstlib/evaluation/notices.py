"""What the reader of an evaluation must be warned of."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from pstlib import grammar
from pstlib.evaluation import wording
from pstlib.evaluation.actions import default_calendar
from pstlib.evaluation.calendar import concerned, unknown_steps
from pstlib.model import Pst
from pstlib.model.checks import findings
from pstlib.model.findings import Places
from pstlib.model.statuses import Status
from pstlib.reference import LegalCalendar, Method, Rules
from pstlib.text import NBSP, fr_long_date, is_missing

Notice = tuple[str, str, str | None]
_ERROR, _WARNING, _INFO = "erreur", "avertissement", "info"
_RANK = {_ERROR: 0, _WARNING: 1, _INFO: 2}


def notices(
    pst: Pst,
    plan: pd.DataFrame,
    actions: pd.DataFrame,
    *,
    day: dt.date,
    rules: Rules,
) -> pd.DataFrame:
    """List the warnings of an evaluation, the gravest first.

    Returns:
        ``niveau`` (erreur, avertissement, info), ``message`` in French, ``element_id`` (may be
        missing).
    """
    found = [
        *_of_plan(pst, plan, day),
        *_of_observations(actions, rules.method),
        *_of_weights(actions, rules.method),
        *_of_checks(pst, plan, day),
        *_of_dates(pst, actions, day),
        *_of_law(pst, rules.law),
        *_of_overrides(rules),
    ]
    ordered = sorted(found, key=lambda notice: _RANK[notice[0]])
    return pd.DataFrame(ordered, columns=["niveau", "message", "element_id"], dtype="str")


def _of_plan(pst: Pst, plan: pd.DataFrame, day: dt.date) -> Iterator[Notice]:
    if plan.empty:
        yield _ERROR, f"Le plan ne contient aucun élément au {fr_long_date(day)}.", None
    first, last = default_calendar(pst.identite)
    if not first <= day <= last:
        years = f"{pst.identite.exercice_debut}-{pst.identite.exercice_fin}"
        yield _INFO, f"La date d’arrêt est hors des exercices du PST ({years}).", None


def _of_observations(actions: pd.DataFrame, method: Method) -> Iterator[Notice]:
    assessed = actions["evaluee"]
    stale = actions["code"][assessed & actions["perimee"]].tolist()
    if stale:
        age = f"relevé de plus de {method.peremption_mois} mois"
        subject = _subject(len(stale), "évaluée")
        verb = grammar.plural(len(stale), "repose", "reposent")
        yield _WARNING, f"{subject} {verb} sur un {age}{NBSP}: {grammar.shortened(stale)}.", None
    unknown = actions["code"][assessed & actions["statut"].eq(Status.UNKNOWN)].tolist()
    if unknown:
        subject = _subject(len(unknown), "évaluée")
        verb = grammar.plural(len(unknown), "n’a", "n’ont")
        yield (
            _WARNING,
            f"{subject} {verb} aucun statut connu{NBSP}: {grammar.shortened(unknown)}.",
            None,
        )


def _of_weights(actions: pd.DataFrame, method: Method) -> Iterator[Notice]:
    unknown = actions["code"][actions["poursuivie"] & actions["poids"].isna()].tolist()
    if unknown:
        subject = _subject(len(unknown), "poursuivie")
        verb = grammar.plural(len(unknown), "n’entre", "n’entrent")
        lacking = "d’ETP connus" if method.ponderation == "etp" else "de dépense votée rattachée"
        message = f"{subject} {verb} pas dans l’avancement pondéré, faute {lacking}"
        yield _WARNING, f"{message}{NBSP}: {grammar.shortened(unknown)}.", None


def _of_checks(pst: Pst, plan: pd.DataFrame, day: dt.date) -> Iterator[Notice]:
    """Check what this evaluation rests on: the last observations of what is in the plan."""
    names, moment = ("element_id", "date_suivi"), pd.Timestamp(day)
    rows = list(zip(*(pst.suivi[name].tolist() for name in names), strict=True))
    last: dict[str, pd.Timestamp] = {}
    for element, date in rows:
        if date <= moment:
            last[element] = max(date, last.get(element, date))
    seen = pst.suivi[np.array([last.get(element) == date for element, date in rows], dtype=bool)]
    codes = dict(zip(plan["element_id"].tolist(), plan["code"].tolist(), strict=True))
    places = Places(pst)
    found = findings(dataclasses.replace(pst, suivi=seen))
    for gravity, table, rank, element, problem, advice in found:
        if is_missing(element):
            place = f"{places.told(table, rank)}{NBSP}: " if rank else ""
            yield gravity, f"{place}{problem}. {advice}", None
        elif element in codes:
            place = f"{codes[element]} – " if codes[element] not in problem else ""
            yield gravity, f"{place}{problem}. {advice}", element


def _of_dates(pst: Pst, actions: pd.DataFrame, day: dt.date) -> Iterator[Notice]:
    by_default = actions["code"][actions["calendrier_defaut"]].tolist()
    if by_default:
        first, last = default_calendar(pst.identite)
        subject = _subject(len(by_default), "poursuivie")
        verb = grammar.plural(len(by_default), "n’a", "n’ont")
        yield (
            _INFO,
            f"{subject} {verb} pas de date de début, ou pas d’échéance{NBSP}: l’attendu y suit le "
            f"calendrier par défaut, du {fr_long_date(first)} au {fr_long_date(last)}.",
            None,
        )
    future = pst.suivi["date_suivi"].gt(pd.Timestamp(day)).sum()
    if future:
        verb = grammar.plural(future, "relevé postérieur", "relevés postérieurs")
        ignored = grammar.plural(future, "n’est pas pris", "ne sont pas pris")
        count = grammar.capitalised(grammar.number(int(future)))
        yield _INFO, f"{count} {verb} à la date d’arrêt {ignored} en compte.", None


def _of_law(pst: Pst, law: LegalCalendar) -> Iterator[Notice]:
    if not concerned(pst.identite, law):
        scope = f"un CPAS de la zone {law.zone}"
        yield _INFO, f"Le calendrier légal ({law.texte}) ne vaut que pour {scope}.", None
        return
    for step in unknown_steps(pst, law):
        message = (
            f"Démarche {grammar.quoted(step)} inconnue du calendrier légal{NBSP}: non montrée."
        )
        yield _WARNING, message, None


def _of_overrides(rules: Rules) -> Iterator[Notice]:
    for change in rules.method.changes:
        yield _INFO, f"Méthode modifiée – {change}.", None
    for name in rules.replaced:
        place = f"Le fichier referentiel/{name} du dossier des données"
        yield _INFO, f"{place} remplace celui de pstlib.", None


def _subject(n: int, participle: str) -> str:
    noun = grammar.capitalised(wording.actions(n))
    return f"{noun} {grammar.plural(n, participle)}"
