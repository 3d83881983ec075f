"""Law, codes, vocabularies and thresholds: data files and their loader."""

from pstlib.reference.calendar import LegalCalendar, LegalStep
from pstlib.reference.communes import communes, find_ins
from pstlib.reference.loader import load_csv, load_yaml
from pstlib.reference.method import WEIGHT_LABELS, Method, load_method, method_items
from pstlib.reference.rules import Rules, load_rules

__all__ = [
    "WEIGHT_LABELS",
    "LegalCalendar",
    "LegalStep",
    "Method",
    "Rules",
    "communes",
    "find_ins",
    "load_csv",
    "load_method",
    "load_rules",
    "load_yaml",
    "method_items",
]
