"""Synergies with the commune or another CPAS: their life, their effect, their savings."""

from pstlib.synergies.review import SynergyReview, review_synergies
from pstlib.synergies.sentences import synergy_sentences

__all__ = ["SynergyReview", "review_synergies", "synergy_sentences"]
