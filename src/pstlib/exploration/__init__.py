"""Choosing by hand among the actions of many plans, in JupyterLab."""

from pstlib.exploration.actions import actions_of
from pstlib.exploration.choice import Choice, chosen
from pstlib.exploration.explorer import Explorer
from pstlib.exploration.files import write_selection
from pstlib.exploration.table import filterable

__all__ = ["Choice", "Explorer", "actions_of", "chosen", "filterable", "write_selection"]
