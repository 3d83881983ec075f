"""What stays with the CPAS, and the questions on it that a synergy leaves open."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from pstlib.reference.checklists import load_checklists
from pstlib.reference.cooperation import Kept
from pstlib.synergies.words import AHEAD, DROPPED
from pstlib.text import is_missing, name_key

SETTLED = ("OUI", "SANS_OBJET")
QUESTIONS = ["liste", "question", "texte", "bloquant"]
TOUCHED = [
    "synergie_id", "libelle", "etat", "touche", "n_questions", "n_reglees", "n_ouvertes",
    "n_bloquantes",
]  # fmt: skip
OPEN = [
    "synergie_id", "libelle", "liste", "question", "texte", "bloquant", "reponse", "commentaire",
]  # fmt: skip


def answers_at(reponses: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Keep the last answer to each question of each synergy up to a day; an undated one is older.

    Args:
        reponses: The table.
        day: What is dated later isn't looked at.
    """
    past = reponses[~reponses["date"].gt(pd.Timestamp(day))]
    ordered = past.sort_values("date", kind="stable", na_position="first")
    last = ~ordered.duplicated(["synergie_id", "liste", "question"], keep="last")
    return ordered[last].sort_index().reset_index(drop=True)


def open_questions(
    synergies: pd.DataFrame, answers: pd.DataFrame, questions: pd.DataFrame
) -> pd.DataFrame:
    """List the questions on autonomy that a synergy hasn't settled.

    Args:
        synergies: ``SynergyReview.synergies``.
        answers: See ``answers_at``.
        questions: The questions that protect the autonomy of the CPAS: ``QUESTIONS``.

    Returns:
        One row per synergy that answers a list and question of it that is neither OUI nor
        SANS_OBJET, unanswered ones included (``reponse`` missing): ``OPEN``.
    """
    asked = _asked(synergies, answers, questions)
    return asked[~asked["reponse"].isin(SETTLED)][OPEN].reset_index(drop=True)


def _asked(synergies: pd.DataFrame, answers: pd.DataFrame, questions: pd.DataFrame) -> pd.DataFrame:
    """Give every question of the lists that each synergy answers, with its answer if it has one."""
    alive = synergies[~synergies["etat"].isin([AHEAD, DROPPED])][["synergie_id", "libelle"]]
    used = answers[["synergie_id", "liste"]].drop_duplicates()
    lists = alive.merge(used, on="synergie_id").merge(questions, on="liste")
    keys = ["synergie_id", "liste", "question"]
    return lists.merge(answers[[*keys, "reponse", "commentaire"]], how="left", on=keys)


def touched(
    synergies: pd.DataFrame,
    answers: pd.DataFrame,
    questions: pd.DataFrame,
    kept: Sequence[Kept],
) -> pd.DataFrame:
    """List the synergies that may touch what stays with the CPAS, by domain, form or answers.

    Args:
        synergies: ``SynergyReview.synergies``.
        answers: See ``answers_at``.
        questions: The questions that protect the autonomy of the CPAS: ``QUESTIONS``.
        kept: What stays with the CPAS.

    Returns:
        One row per synergy, neither dropped nor to come, in order: ``TOUCHED``. ``touche`` names
        what it may touch; the counts are of the questions of the lists that it answers, 0 where
        none was put; ``n_bloquantes`` counts the open ones that should stop the project.
    """
    asked = _asked(synergies, answers, questions)
    found = []
    for row in synergies[~synergies["etat"].isin([AHEAD, DROPPED])].to_dict("records"):
        own = asked[asked["synergie_id"].eq(row["synergie_id"])]
        form = "" if is_missing(row["forme"]) else row["forme"]
        names = [one.libelle for one in kept if one.touched_by(row["domaine"], form)]
        if names or len(own):
            facts = {name: row[name] for name in ("synergie_id", "libelle", "etat")}
            found.append({**facts, "touche": " ; ".join(names), **_counts(own)})
    counts = dict.fromkeys(TOUCHED[4:], "Int64")
    return pd.DataFrame(found, columns=TOUCHED).astype({**counts, "touche": "str"})


def _counts(asked: pd.DataFrame) -> dict[str, Any]:
    left = ~asked["reponse"].isin(SETTLED)
    return {
        "n_questions": len(asked),
        "n_reglees": int((~left).sum()),
        "n_ouvertes": int(left.sum()),
        "n_bloquantes": int((left & asked["bloquant"].astype(bool)).sum()),
    }


def asked_questions(donnees: Path | None) -> pd.DataFrame:
    """Give the questions of all the lists.

    Returns:
        One row per question: ``QUESTIONS``, and ``autonomie``, whether it protects the autonomy of
        the CPAS; ``titre`` is that of the list.

    Raises:
        TableError: If a list is refused.
    """
    rows = [
        (one.liste, question.id, question.texte, question.bloquante, question.autonomie, one.titre)
        for one in load_checklists(donnees).values()
        for question in one.questions
    ]
    table = pd.DataFrame(rows, columns=[*QUESTIONS, "autonomie", "titre"])
    return table.astype({"bloquant": bool, "autonomie": bool})


def identified(answers: pd.DataFrame, questions: pd.DataFrame) -> pd.DataFrame:
    """Give the answers with the identifiers of their list and question, where these were named.

    Args:
        answers: The table ``reponses``: a list may be named by its title, a question by its text.
        questions: See ``asked_questions``. What isn't there keeps its name.
    """
    lists = {name_key(str(title)): name for title, name in
             zip(questions["titre"], questions["liste"], strict=True)}  # fmt: skip
    named = [lists.get(name_key(str(name)), name) for name in answers["liste"]]
    texts = {
        (row["liste"], name_key(row["texte"])): row["question"]
        for row in questions.to_dict("records")
    }
    asked = [
        texts.get((name, name_key(str(text))), text)
        for name, text in zip(named, answers["question"], strict=True)
    ]
    return answers.assign(liste=named, question=asked).astype({"liste": "str", "question": "str"})
