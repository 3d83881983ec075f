"""Reports from notebooks: what can be made, how it is run, and the list of what was made."""

from pstlib.reports.jobs import Job, Plan, notebook_of, planned_jobs
from pstlib.reports.runner import ReportResult, run_batch, run_report

__all__ = [
    "Job",
    "Plan",
    "ReportResult",
    "notebook_of",
    "planned_jobs",
    "run_batch",
    "run_report",
]
