"""A PST at a date: figures, delays, appreciations, legal calendar, and what is unknown."""

from pstlib.evaluation.appreciation import APPRECIATION_LABELS
from pstlib.evaluation.calendar import CALENDAR_LABELS
from pstlib.evaluation.evaluate import Evaluation, evaluate
from pstlib.evaluation.export import to_json
from pstlib.evaluation.key_figures import key_figures
from pstlib.evaluation.sentences import summary

__all__ = [
    "APPRECIATION_LABELS",
    "CALENDAR_LABELS",
    "Evaluation",
    "evaluate",
    "key_figures",
    "summary",
    "to_json",
]
