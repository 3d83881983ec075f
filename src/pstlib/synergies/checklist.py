"""A check-list filled in with the answers of one synergy, and of its other side."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pstlib.errors import UnknownNameError
from pstlib.model import Pst
from pstlib.reference.checklists import Checklist, Question
from pstlib.synergies.autonomy import SETTLED
from pstlib.synergies.both_sides import paired
from pstlib.text import is_missing, name_key, nearest

ANSWER_LABELS = {
    "OUI": "Oui",
    "NON": "Non",
    "EN_PARTIE": "En partie",
    "SANS_OBJET": "Sans objet",
    "INCONNU": "Inconnu",
}


@dataclass(frozen=True)
class Answer:
    """One answer as it stands in ``reponses``; ``liste`` and ``question`` as they are written."""

    liste: str
    question: str
    reponse: str
    commentaire: str
    date: dt.date | None
    auteur: str


@dataclass(frozen=True)
class FilledQuestion:
    """A question with its last answer, and that of the other side where there is one."""

    question: Question
    reponse: Answer | None
    autre: Answer | None

    @property
    def state(self) -> str:
        """Say how the question stands: REGLEE, BLOQUANTE, OUVERTE or SANS_REPONSE."""
        if self.settled:
            return "REGLEE"
        if self.question.bloquante:
            return "BLOQUANTE"
        return "OUVERTE" if self.reponse else "SANS_REPONSE"

    @property
    def settled(self) -> bool:
        """Tell whether nothing is left to do."""
        return self.reponse is not None and self.reponse.reponse in SETTLED

    @property
    def differs(self) -> bool:
        """Tell whether both sides answered, and not the same."""
        sides = [side.reponse for side in (self.reponse, self.autre) if side]
        return len(set(sides)) > 1


@dataclass(frozen=True)
class FilledChecklist:
    """A check-list at a date.

    ``inconnues`` are the answers to what the list doesn't ask: kept, and shown apart.
    """

    liste: Checklist
    synergie_id: str
    libelle: str
    questions: tuple[FilledQuestion, ...]
    inconnues: tuple[Answer, ...] = field(default=())

    @property
    def last_date(self) -> dt.date | None:
        """Day of the last dated answer."""
        days = [one.reponse.date for one in self.questions if one.reponse and one.reponse.date]
        return max(days, default=None)


def answered_synergies(checklist: Checklist, pst: Pst) -> list[str]:
    """Give the synergies whose answers to a list the PST records, in the order of the table."""
    answers = pst.reponses
    own = answers[answers["liste"].map(name_key).isin(_names(checklist))]
    return list(dict.fromkeys(own["synergie_id"]))


def choose_synergy(checklist: Checklist, pst: Pst, name: str) -> str:
    """Give the synergy that a sheet is about: the one named, else the only one answered.

    Returns:
        Its identifier; empty where none is named and none was answered.

    Raises:
        UnknownNameError: If the name is unknown, or several synergies were answered.
    """
    known, answered = list(pst.synergies["synergie_id"]), answered_synergies(checklist, pst)
    if name and name not in {*known, *answered}:
        near = nearest(name, known) or known[:10]
        raise UnknownNameError(
            f"Aucune synergie ne s’appelle « {name} »",
            where=f"PST {pst.identite.slug}",
            todo=f"Synergies : {', '.join(near) or 'aucune'}.",
        )
    if not name and len(answered) > 1:
        raise UnknownNameError(
            f"La liste « {checklist.titre} » a des réponses pour plusieurs synergies",
            todo=f"Nommez-en une avec --synergie : {', '.join(answered)}.",
        )
    return name or "".join(answered)


def fill_checklist(
    checklist: Checklist,
    pst: Pst,
    synergy: str,
    *,
    partner: Pst | None = None,
    day: dt.date | None = None,
) -> FilledChecklist:
    """Put the last answers of a synergy beside the questions of a list.

    Args:
        checklist: The list.
        pst: Its ``reponses`` later than ``day`` are not looked at; an undated one is the oldest.
        synergy: Identifier of the synergy, empty for a blank sheet.
        partner: The PST of the other side.
        day: None for the last answers of all.
    """
    own = _answers(checklist, pst, synergy, day)
    theirs = _answers(checklist, partner, _twin(pst, partner, synergy), day) if partner else {}
    asked = {question.id for question in checklist.questions}
    return FilledChecklist(
        liste=checklist,
        synergie_id=synergy,
        libelle=_title(pst, synergy),
        questions=tuple(
            FilledQuestion(question, own.get(question.id), theirs.get(question.id))
            for question in checklist.questions
        ),
        inconnues=tuple(answer for name, answer in own.items() if name not in asked),
    )


def _twin(pst: Pst, partner: Pst, synergy: str) -> str:
    """Give the partner's identifier of a synergy, the same where nothing tells another."""
    pairs = paired(pst.synergies, partner.synergies)
    same = pairs["synergie_id"].eq(synergy)
    return next(iter(pairs.loc[same, "synergie_id_partenaire"]), synergy)


def _title(pst: Pst, synergy: str) -> str:
    rows = pst.synergies
    return next(iter(rows.loc[rows["synergie_id"].eq(synergy), "libelle"]), "")


def _names(checklist: Checklist) -> set[str]:
    return {name_key(checklist.liste), name_key(checklist.titre)}


def _answers(
    checklist: Checklist, pst: Pst, synergy: str, day: dt.date | None
) -> dict[str, Answer]:
    """Give the last answer to each question, by its identifier or, unknown, as it is written."""
    rows = pst.reponses
    mine = rows["synergie_id"].eq(synergy) & rows["liste"].map(name_key).isin(_names(checklist))
    if day is not None:
        mine &= ~rows["date"].gt(pd.Timestamp(day))
    ids = {_key(text): q.id for q in checklist.questions for text in (q.texte, q.id)}
    ordered = rows[mine].sort_values("date", kind="stable", na_position="first")
    found: dict[str, Answer] = {}
    for row in ordered.to_dict("records"):
        written = str(row["question"])
        found[ids.get(_key(written), written)] = _answer(row)
    return found


def _key(text: str) -> str:
    """Give what two writings of one question share."""
    return name_key(" ".join(text.replace("\u00a0", " ").split())).rstrip(" ?")


def _answer(row: Mapping[Any, Any]) -> Answer:
    texts = {
        name: "" if is_missing(row[name]) else str(row[name]) for name in ("commentaire", "auteur")
    }
    return Answer(
        liste=str(row["liste"]),
        question=str(row["question"]),
        reponse=str(row["reponse"]),
        date=None if is_missing(row["date"]) else row["date"].date(),
        **texts,
    )
