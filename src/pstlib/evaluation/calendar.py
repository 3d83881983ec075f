"""The legal steps of a PST at a date: when due, when done, how they stand."""

import datetime as dt
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import pandas as pd

from pstlib.evaluation.days import add_months
from pstlib.grammar import number, plural
from pstlib.model import Identity, Pst
from pstlib.model.records import records, table_of
from pstlib.reference import LegalCalendar, LegalStep
from pstlib.text import NBSP, fold, fr_long_date, is_missing

CALENDAR_LABELS = {
    "FAIT": "Fait",
    "FAIT_EN_RETARD": "Fait après l’échéance",
    "EN_RETARD": "En retard",
    "A_FAIRE": "À faire",
    "SANS_ECHEANCE": "Sans échéance légale",
    "NON_DOCUMENTE": "n. c.",
}
NOT_COMPUTABLE = "échéance non calculable (date d’installation inconnue)"
_ADOPTION, _DECLARATION, _REVISION = "PST_ADOPTION", "DPS", "ACTUALISATION"
_SUBJECTS = {"mi-parcours": "EVALUATION_MI_PARCOURS", "finale": "EVALUATION_FINALE"}
_KINDS = {
    "demarche": "str", "libelle": "str", "acteur": "str", "echeance": "datetime64[us]",
    "echeance_texte": "str", "date": "datetime64[us]", "etat": "str", "ecart_jours": "Int64",
    "reference": "str", "remarque": "str",
}  # fmt: skip


@dataclass(frozen=True)
class _Done:
    """What the table of steps says of one of them up to the day."""

    date: dt.date | None
    times: int
    remark: str


@dataclass(frozen=True)
class _Asked:
    """What every step of one calendar is judged by."""

    pst: Pst
    day: dt.date
    evaluation: str
    law: LegalCalendar
    recorded: list[dict[str, Any]]

    @property
    def installed(self) -> dt.date:
        """Day by which the rules that apply are chosen, known or assumed."""
        return _installed(self.pst.identite)


def legal_calendar(pst: Pst, *, day: dt.date, evaluation: str, law: LegalCalendar) -> pd.DataFrame:
    """Say of each legal step when it is due, whether it is done, and whether it is late.

    What isn't recorded isn't late for all that: a step is EN_RETARD only where the record of
    steps is kept (the adoption of the PST stands in it); else it is NON_DOCUMENTE.

    Args:
        pst: Its ``demarches`` dated after ``day`` are not looked at.
        day: Date of the evaluation.
        evaluation: ``mi-parcours`` or ``finale``; the step that this evaluation is, is said.
        law: The legal calendar.

    Returns:
        One row per step of the law: ``demarche``, ``libelle``, ``acteur``, ``echeance``,
        ``echeance_texte`` (French, with its ground), ``date``, ``etat`` (a key of
        ``CALENDAR_LABELS``), ``ecart_jours`` (date done, else ``day``, less the due date),
        ``reference``, ``remarque``. No row where the law doesn't apply.
    """
    asked = _Asked(pst, day, evaluation, law, records(pst.demarches))
    steps = law.steps(asked.installed) if concerned(pst.identite, law) else []
    rows = [_row(step, asked) for step in steps]
    return table_of(rows, _KINDS)


def concerned(identity: Identity, law: LegalCalendar) -> bool:
    """Tell whether the law applies: a CPAS, of the zone of the law or of no zone given."""
    zone = identity.zone_reglementaire
    return identity.type_admin == "CPAS" and (zone is None or fold(zone) == fold(law.zone))


def unknown_steps(pst: Pst, law: LegalCalendar) -> list[str]:
    """List the steps of the PST's record that the law doesn't name."""
    known = {step.demarche for step in law.etapes} | {step.demarche for step in law.annuelles}
    return sorted(set(pst.demarches["demarche"]) - known)


def _installed(identity: Identity) -> dt.date:
    return identity.date_installation or dt.date(identity.exercice_debut, 1, 1)


def _row(step: LegalStep, asked: _Asked) -> dict[str, Any]:
    identity = asked.pst.identite
    due, done = _due(step, identity, asked.law), _done(step, asked)
    state = _state(step, asked, due, done)
    end = done.date or (asked.day if state in ("EN_RETARD", "A_FAIRE") else None)
    return {
        "demarche": step.demarche,
        "libelle": step.libelle,
        "acteur": _actor(step, identity),
        "echeance": due,
        "echeance_texte": _due_text(step, identity, due),
        "date": done.date,
        "etat": state,
        "ecart_jours": (end - due).days if end and due else None,
        "reference": step.reference,
        "remarque": _remark(step, done, state, asked),
    }


def _due(step: LegalStep, identity: Identity, law: LegalCalendar) -> dt.date | None:
    installed = identity.date_installation
    if step.evenement == "installation" and installed and step.delai_mois is not None:
        return add_months(installed, step.delai_mois)
    if step.evenement == "renouvellement" and step.jour:
        year = law.renewal_year(_installed(identity))
        return dt.date.fromisoformat(f"{year}-{step.jour}") if year else None
    return None


def _due_text(step: LegalStep, identity: Identity, due: dt.date | None) -> str:
    if step.evenement == "installation" and due is None:
        return NOT_COMPUTABLE
    if due is None:
        return step.precision or "aucune date n’est fixée"
    if step.evenement == "installation":
        since = f"{step.delai_mois} mois après l’installation du conseil, le "
        ground = f"{since}{fr_long_date(identity.date_installation)}"
        ground += f"{NBSP}; {step.precision}" if step.precision else ""
    else:
        ground = step.precision or ""
    return f"{fr_long_date(due)} ({ground})" if ground else fr_long_date(due)


def _done(step: LegalStep, asked: _Asked) -> _Done:
    """Take the first date of a step, the last of one that may be done again."""
    rows = [row for row in asked.recorded if row["demarche"] == step.demarche]
    dated = [row for row in rows if _before(row["date"], asked.day)]
    if not dated:
        undated = any(is_missing(row["date"]) for row in rows)
        return _Done(None, 0, "faite à une date inconnue" if undated else "")
    row = sorted(dated, key=itemgetter("date"))[-1 if step.demarche == _REVISION else 0]
    said = [row[key] for key in ("autorite", "decision", "remarque") if not is_missing(row[key])]
    return _Done(row["date"].date(), len(dated), f"{NBSP}; ".join(said))


def _before(date: Any, day: dt.date) -> bool:
    return not is_missing(date) and date.date() <= day


def _state(step: LegalStep, asked: _Asked, due: dt.date | None, done: _Done) -> str:
    if done.date:
        return "FAIT_EN_RETARD" if due and done.date > due else "FAIT"
    if due is None:
        unknown = step.evenement == "installation" or done.remark
        return "NON_DOCUMENTE" if unknown else "SANS_ECHEANCE"
    if asked.day <= due:
        return "A_FAIRE"
    return "EN_RETARD" if _known_undone(step, asked, done) else "NON_DOCUMENTE"


def _known_undone(step: LegalStep, asked: _Asked, done: _Done) -> bool:
    """Tell whether the absence of a date means that the step isn't done."""
    if done.remark:
        return False
    if step.demarche == _ADOPTION:
        # A plan exists, so it was adopted or is about to be: only its date is missing.
        return asked.pst.elements.empty
    if step.demarche == _DECLARATION and not asked.pst.dps.empty:
        return False
    return any(
        row["demarche"] == _ADOPTION and _before(row["date"], asked.day) for row in asked.recorded
    )


def _actor(step: LegalStep, identity: Identity) -> str:
    delegated = identity.delegation_bureau_permanent
    if delegated is None and step.acteur != step.acteur_delegation:
        return f"{step.acteur} (délégation au bureau permanent{NBSP}: n. c.)"
    return step.acteur_delegation if delegated else step.acteur


def _remark(step: LegalStep, done: _Done, state: str, asked: _Asked) -> str:
    parts = [done.remark] if done.remark else []
    if step.demarche == _REVISION and done.times > 1:
        parts.append(f"{number(done.times, feminine=True)} {plural(done.times, 'actualisation')}")
    if not done.date and _SUBJECTS[asked.evaluation] == step.demarche:
        parts.append("objet du présent rapport")
    if state in ("FAIT_EN_RETARD", "EN_RETARD"):
        parts.append(asked.law.delais)
    if step.statut != "verifie":
        parts.append("règle à vérifier")
    return f"{NBSP}; ".join(parts)
