"""Reports from notebooks: what can be made, how it is run, and the list of what was made."""

from pstlib.reports.jobs import Job, Plan, notebook_of, planned_jobs
from pstlib.reports.pool import make_reports
from pstlib.reports.result import Cause, ReportResult
from pstlib.reports.runner import run_report

__all__ = [
    "Cause",
    "Job",
    "Plan",
    "ReportResult",
    "make_reports",
    "notebook_of",
    "planned_jobs",
    "run_report",
]
