"""The parts of the evaluation reports: what their notebooks call."""

from pstlib.charts.declaration import dps, money_notes
from pstlib.charts.execution_report import carried_over, execution_report, not_done
from pstlib.charts.handover import handover
from pstlib.charts.indicators import indicator_panels
from pstlib.charts.legal import legal_calendar, method
from pstlib.charts.lists import all_actions, late_actions, to_adjust
from pstlib.charts.means_coverage import means_coverage
from pstlib.charts.money_execution import execution
from pstlib.charts.money_flows import money_flows
from pstlib.charts.money_results import account_results
from pstlib.charts.money_trajectory import trajectory
from pstlib.charts.money_votes import votes_to_account
from pstlib.charts.objectives import status_by_objective
from pstlib.charts.opening import header, quality, results
from pstlib.charts.progress import progress_table
from pstlib.charts.provenance import provenance
from pstlib.charts.revisions import revisions
from pstlib.charts.staff import staff, staff_places
from pstlib.charts.synergies.section import synergies
from pstlib.charts.timeline import deadlines
from pstlib.charts.transitions import transition_matrix, transitions
from pstlib.charts.transversality import carriers, partnerships, shared_actions
from pstlib.charts.tree import plan_tree

__all__ = [
    "account_results",
    "all_actions",
    "carried_over",
    "carriers",
    "deadlines",
    "dps",
    "execution",
    "execution_report",
    "handover",
    "header",
    "indicator_panels",
    "late_actions",
    "legal_calendar",
    "means_coverage",
    "method",
    "money_flows",
    "money_notes",
    "not_done",
    "partnerships",
    "plan_tree",
    "progress_table",
    "provenance",
    "quality",
    "results",
    "revisions",
    "shared_actions",
    "staff",
    "staff_places",
    "status_by_objective",
    "synergies",
    "to_adjust",
    "trajectory",
    "transition_matrix",
    "transitions",
    "votes_to_account",
]
