"""Synergies with the commune or another CPAS: their life, their effect, their savings."""

from pstlib.synergies.review import SynergyReview, review_synergies
from pstlib.synergies.sentences import synergy_sentences
from pstlib.synergies.study import SynergyStudy, study_synergies

__all__ = [
    "SynergyReview",
    "SynergyStudy",
    "review_synergies",
    "study_synergies",
    "synergy_sentences",
]
