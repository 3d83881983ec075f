"""What takes the synergies of both partners: matches, contradictions, what one alone writes of."""

from dataclasses import dataclass

import pandas as pd

from pstlib.evaluation import Evaluation
from pstlib.synergies import contradictions as against
from pstlib.synergies.autonomy import answers_at, asked_questions, identified
from pstlib.synergies.both_sides import PAIRED, alone, paired
from pstlib.synergies.links import dead_links
from pstlib.synergies.partners import names_partner
from pstlib.synergies.review import SynergyReview, review_synergies

ALONE = ["cote", "synergie_id", "libelle", "etat"]


@dataclass(frozen=True, eq=False, kw_only=True)
class TwoSides:
    """The synergies of this side beside those of the other, empty tables where there is none.

    Attributes:
        revue: The synergies of the other side; None without one.
        paires: The synergies that both write of: ``both_sides.PAIRED``.
        effets: The effect on the service that each sees: ``contradictions.EFFECTS``.
        contradictions: Where they contradict each other: ``contradictions.CONTRADICTIONS``.
        reponses: Questions that they answer differently: ``contradictions.ANSWERS``, ``texte`` of
            the question and ``titre`` of its list, missing where no list has it.
        seuls: Synergies between the two that one alone writes of: ``ALONE``; ``cote`` names it.
        liens: Links of either side to what isn't there: ``links.DEAD``.
    """

    revue: SynergyReview | None
    paires: pd.DataFrame
    effets: pd.DataFrame
    contradictions: pd.DataFrame
    reponses: pd.DataFrame
    seuls: pd.DataFrame
    liens: pd.DataFrame


def two_sides(ours: Evaluation, review: SynergyReview, theirs: Evaluation | None) -> TwoSides:
    """Put what the two sides write of their synergies beside each other.

    Args:
        ours: This side at the day.
        review: Its synergies.
        theirs: The other side at the same day, if there is one.
    """
    links = dead_links(ours.pst, review)
    if theirs is None:
        return _without_partner(review, links)
    other, day = review_synergies(theirs), ours.date_arrete
    own, their = ours.pst, theirs.pst
    mine = review.synergies[names_partner(review.synergies, ours.identite, theirs.identite)]
    yours = other.synergies[names_partner(other.synergies, theirs.identite, ours.identite)]
    pairs = paired(mine, yours)
    said = ((ours.identite, own.gains_synergies), (theirs.identite, their.gains_synergies))
    return TwoSides(
        revue=other,
        paires=pairs,
        effets=against.effects(pairs, mine, yours),
        contradictions=_stacked(
            against.states(pairs, mine, yours), against.gains(pairs, *said, year=day.year)
        ),
        reponses=_answers(pairs, ours, theirs),
        seuls=_stacked(
            alone(mine, pairs["synergie_id"]).assign(cote=ours.identite.organisme)[ALONE],
            alone(yours, pairs["synergie_id_partenaire"]).assign(cote=theirs.identite.organisme)[
                ALONE
            ],
        ),
        liens=_stacked(links, dead_links(their, other)),
    )


def _answers(pairs: pd.DataFrame, ours: Evaluation, theirs: Evaluation) -> pd.DataFrame:
    """List the questions answered differently, each with its text where its list has it."""
    folder = ours.pst.dossier.parent if ours.pst.dossier else None
    questions = asked_questions(folder)
    sides = [
        answers_at(identified(side.pst.reponses, questions), side.date_arrete)
        for side in (ours, theirs)
    ]
    found = against.answers(pairs, *sides)
    texts = questions[["liste", "question", "texte", "titre"]]
    return found.merge(texts, how="left", on=["liste", "question"])


def _without_partner(review: SynergyReview, links: pd.DataFrame) -> TwoSides:
    pairs, none = pd.DataFrame(columns=PAIRED, dtype="str"), review.synergies.iloc[:0]
    return TwoSides(
        revue=None,
        paires=pairs,
        effets=against.effects(pairs, none, none),
        contradictions=against.states(pairs, none, none),
        reponses=pd.DataFrame(columns=[*against.ANSWERS, "texte", "titre"], dtype="str"),
        seuls=pd.DataFrame(columns=ALONE, dtype="str"),
        liens=links,
    )


def _stacked(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([first, second], ignore_index=True)
