"""The parts of the report on synergies: what its notebook calls."""

from pstlib.charts.synergies.autonomy import autonomy
from pstlib.charts.synergies.calendar import yearly_report
from pstlib.charts.synergies.contracts import contracts
from pstlib.charts.synergies.dashboard import dashboard, forms, one_by_one, savings
from pstlib.charts.synergies.gains import both_effects, winners
from pstlib.charts.synergies.life import history, reasons
from pstlib.charts.synergies.matrix import matrix
from pstlib.charts.synergies.opening import essentials, header, remake, rules
from pstlib.charts.synergies.proposals import proposals
from pstlib.charts.synergies.sides import both_sides

__all__ = [
    "autonomy",
    "both_effects",
    "both_sides",
    "contracts",
    "dashboard",
    "essentials",
    "forms",
    "header",
    "history",
    "matrix",
    "one_by_one",
    "proposals",
    "reasons",
    "remake",
    "rules",
    "savings",
    "winners",
    "yearly_report",
]
