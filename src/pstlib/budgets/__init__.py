"""Money: what was voted, committed and booked, and which element of the plan it pays for."""

from pstlib.budgets.lines import amounts_by_version, budget_lines

__all__ = ["amounts_by_version", "budget_lines"]
