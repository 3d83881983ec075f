"""What a PST is: its identity, its tables, and how it stood at a date."""

from pstlib.model.checks import check
from pstlib.model.folder import list_slugs, load, load_all, load_identity
from pstlib.model.identity import Identity, PlannedEvaluation
from pstlib.model.pst import Pst
from pstlib.model.situation import memberships, situation
from pstlib.model.table_files import conform, read_table

__all__ = [
    "Identity",
    "PlannedEvaluation",
    "Pst",
    "check",
    "conform",
    "list_slugs",
    "load",
    "load_all",
    "load_identity",
    "memberships",
    "read_table",
    "situation",
]
