"""Money: what was voted, committed and booked, and which element of the plan it pays for."""

from pstlib.budgets.lines import AMOUNTS, amounts_by_version, budget_lines
from pstlib.budgets.links import Attachments, attach
from pstlib.budgets.rollup import by, iapst_rollup

__all__ = [
    "AMOUNTS",
    "Attachments",
    "amounts_by_version",
    "attach",
    "budget_lines",
    "by",
    "iapst_rollup",
]
