"""The parts of the mid-term report, in its order: what its notebook calls."""

from pstlib.charts.legal import legal_calendar, method
from pstlib.charts.lists import all_actions, late_actions, to_adjust
from pstlib.charts.objectives import status_by_objective
from pstlib.charts.opening import header, quality, results
from pstlib.charts.progress import progress_table
from pstlib.charts.provenance import provenance
from pstlib.charts.timeline import deadlines
from pstlib.charts.tree import plan_tree

__all__ = [
    "all_actions",
    "deadlines",
    "header",
    "late_actions",
    "legal_calendar",
    "method",
    "plan_tree",
    "progress_table",
    "provenance",
    "quality",
    "results",
    "status_by_objective",
    "to_adjust",
]
