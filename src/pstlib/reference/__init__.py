"""Law, codes, vocabularies and thresholds: data files and their loader."""

from pstlib.reference.calendar import LegalCalendar, LegalStep, load_calendar
from pstlib.reference.communes import communes, find_ins
from pstlib.reference.loader import load_csv, load_yaml, overridden
from pstlib.reference.method import WEIGHT_LABELS, Method, load_method, method_items

__all__ = [
    "WEIGHT_LABELS",
    "LegalCalendar",
    "LegalStep",
    "Method",
    "communes",
    "find_ins",
    "load_calendar",
    "load_csv",
    "load_method",
    "load_yaml",
    "method_items",
    "overridden",
]
