"""The door of the report on synergies: one or two PST and a day in, all that it shows out."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pstlib.errors import UsageError
from pstlib.evaluation import Evaluation, evaluate
from pstlib.model import Identity, Pst
from pstlib.reference import load_rules
from pstlib.reference.cooperation import Cooperation, load_cooperation
from pstlib.synergies.autonomy import (
    QUESTIONS,
    answers_at,
    asked_questions,
    identified,
    open_questions,
    touched,
)
from pstlib.synergies.contracts import joint_contracts
from pstlib.synergies.detection import DETECTED, detect_pairs
from pstlib.synergies.gains import balances, verdicts, yearly
from pstlib.synergies.life import life
from pstlib.synergies.matrix import cooperation_matrix
from pstlib.synergies.partners import loaded, partner_key, unknown_partners
from pstlib.synergies.review import SynergyReview, review_synergies
from pstlib.synergies.two_sides import TwoSides, two_sides
from pstlib.synergies.yearly import both_records, yearly_steps
from pstlib.text import parse_date


@dataclass(frozen=True, eq=False, kw_only=True)
class SynergyStudy:
    """All that the report on synergies shows: plain tables, one or two sides, a day.

    Attributes:
        evaluation: The PST of this organisation at the day.
        partenaire: That of the other organisation; None where it wasn't named.
        demandee: Whether the day was asked for; else it is that of the last observation.
        axes: Services and degrees, when a year is late, what stays with the CPAS.
        revue: The synergies of this side.
        vie: The states of each synergy, dated: ``life.LIFE``.
        bilans: What each partner gains, as this side says: ``gains.BALANCES``.
        verdicts: Whether all win, by synergy: ``gains.VERDICTS``.
        exercices: Savings by exercice and partner: ``gains.YEARLY``.
        autonomie: Synergies that may touch what stays with the CPAS: ``autonomy.TOUCHED``.
        questions: Open questions on it: ``autonomy.OPEN``.
        matrice: The matrix of cooperation: ``matrix.MATRIX``.
        contrats: The joint contracts: see ``joint_contracts``.
        etapes: The report of each year: ``yearly.STEPS``.
        inconnus: Partners that no loaded organisation is: ``partners.UNKNOWN_PARTNERS``.
        cotes: What takes both sides.
        propositions: Actions of both plans that could be shared: ``detection.DETECTED``.
    """

    evaluation: Evaluation
    partenaire: Evaluation | None
    demandee: bool
    axes: Cooperation
    revue: SynergyReview
    vie: pd.DataFrame
    bilans: pd.DataFrame
    verdicts: pd.DataFrame
    exercices: pd.DataFrame
    autonomie: pd.DataFrame
    questions: pd.DataFrame
    matrice: pd.DataFrame
    contrats: pd.DataFrame
    etapes: pd.DataFrame
    inconnus: pd.DataFrame
    cotes: TwoSides
    propositions: pd.DataFrame

    @property
    def jour(self) -> dt.date:
        """The day."""
        return self.evaluation.date_arrete

    @property
    def identite(self) -> Identity:
        """This organisation."""
        return self.evaluation.identite

    @property
    def autre(self) -> Identity | None:
        """The other organisation."""
        return self.partenaire.identite if self.partenaire else None

    @property
    def fictif(self) -> bool:
        """Whether one of the organisations is fictitious."""
        return self.identite.fictif or bool(self.autre and self.autre.fictif)


def study_synergies(
    pst: Pst,
    partner: Pst | None = None,
    *,
    date_arrete: str | dt.date | None = None,
    organismes: Sequence[Identity] | None = None,
) -> SynergyStudy:
    """Study the synergies of a PST at a day, and beside it what a partner writes of them.

    Args:
        pst: The PST, of a CPAS or of a commune.
        partner: That of the commune, or of another CPAS.
        date_arrete: The day; nothing dated later is looked at. Empty: the last dated observation
            of ``pst`` (see ``last_observed``).
        organismes: The organisations that are known; else those of the data folder of ``pst``.

    Raises:
        DateError: If ``date_arrete`` is no date.
        UsageError: If both are of one organisation, no day is known, or a plan starts later.
        TableError: If a reference file of the data folder is refused.
    """
    _refuse_itself(pst, partner)
    day = parse_date(date_arrete) if date_arrete else last_observed(pst)
    ours = evaluate(pst, date_arrete=day)
    theirs = evaluate(partner, date_arrete=day) if partner else None
    review = review_synergies(ours)
    others = loaded(pst) if organismes is None else organismes
    known = [one.identite for one in (ours, theirs) if one] + list(others)
    return SynergyStudy(
        evaluation=ours,
        partenaire=theirs,
        demandee=bool(date_arrete),
        revue=review,
        **_own_tables(ours, partner, review, known),
        inconnus=unknown_partners(review.synergies, pst.identite, known),
        cotes=two_sides(ours, review, theirs),
        propositions=_proposals(pst, partner, day),
    )


def _refuse_itself(pst: Pst, partner: Pst | None) -> None:
    names = [one.identite.organisme for one in (pst, partner) if one]
    if len({partner_key(name) for name in names}) < len(names):
        raise UsageError(
            "Un organisme n’est pas son propre partenaire",
            found=f"« {names[0]} » des deux côtés",
            todo="Nommez le PST de la commune ou d’un autre CPAS.",
        )


def _proposals(pst: Pst, partner: Pst | None, day: dt.date) -> pd.DataFrame:
    if partner is None:
        return pd.DataFrame(columns=DETECTED)
    return detect_pairs(pst, partner, date_arrete=day)


def last_observed(pst: Pst) -> dt.date:
    """Give the day of the last dated observation of a plan or of its synergies.

    The safest day where none is asked for: nothing is said of a time that nobody observed.

    Raises:
        UsageError: If nothing is dated.
    """
    days = [pst.suivi["date_suivi"].max(), pst.suivi_synergies["date"].max()]
    known: list[dt.date] = [day.date() for day in days if not pd.isna(day)]
    if not known:
        raise UsageError(
            "Aucun relevé n’est daté",
            where=pst.identite.slug,
            todo="Donnez la date de la situation avec --date-arrete.",
        )
    return max(known)


def _own_tables(
    ours: Evaluation, partner: Pst | None, review: SynergyReview, known: Sequence[Identity]
) -> dict[str, Any]:
    """Make the tables that this side gives, the dates of the partner for steps that it lacks."""
    pst, day = ours.pst, ours.date_arrete
    folder: Path | None = pst.dossier.parent if pst.dossier else None
    axes = load_cooperation(folder)
    asked = asked_questions(folder)
    answers = answers_at(identified(pst.reponses, asked), day)
    questions = asked[asked["autonomie"]][QUESTIONS]
    table = balances(review.synergies, pst.gains_synergies, year=day.year, known=known)
    return {
        "axes": axes,
        "vie": life(pst.synergies, pst.suivi_synergies, day),
        "bilans": table,
        "verdicts": verdicts(table),
        "exercices": yearly(review.synergies, pst.gains_synergies, year=day.year, known=known),
        "autonomie": touched(review.synergies, answers, questions, axes.garde),
        "questions": open_questions(review.synergies, answers, questions),
        "matrice": cooperation_matrix(pst.matrice_cooperation, axes, year=day.year),
        "contrats": joint_contracts(pst.contrats_conjoints, pst.synergies, day),
        "etapes": yearly_steps(
            both_records(pst, partner),
            day=day,
            identity=pst.identite,
            steps=load_rules(folder).law.annuelles,
            due=axes.repere,
        ),
    }
