"""The parts of the evaluation reports: what their notebooks call."""

from pstlib.charts.budgets.coverage import means_coverage
from pstlib.charts.budgets.execution import execution
from pstlib.charts.budgets.flows import money_flows
from pstlib.charts.budgets.results import account_results
from pstlib.charts.budgets.staff import staff, staff_places
from pstlib.charts.budgets.trajectory import trajectory
from pstlib.charts.budgets.votes import votes_to_account
from pstlib.charts.evaluation.declaration import dps, money_notes
from pstlib.charts.evaluation.execution_report import carried_over, execution_report, not_done
from pstlib.charts.evaluation.handover import handover
from pstlib.charts.evaluation.indicators import indicator_panels
from pstlib.charts.evaluation.legal import legal_calendar, method
from pstlib.charts.evaluation.lists import all_actions, late_actions, to_adjust
from pstlib.charts.evaluation.objectives import status_by_objective
from pstlib.charts.evaluation.opening import header, quality, results
from pstlib.charts.evaluation.progress import progress_table
from pstlib.charts.evaluation.revisions import revisions
from pstlib.charts.evaluation.timeline import deadlines
from pstlib.charts.evaluation.transitions import transition_matrix, transitions
from pstlib.charts.evaluation.transversality import carriers, partnerships, shared_actions
from pstlib.charts.evaluation.tree import plan_tree
from pstlib.charts.provenance import provenance
from pstlib.charts.synergies.section import synergies

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
