from .jobs import Job as Job
from .jobs import Plan as Plan
from .jobs import notebook_of as notebook_of
from .jobs import planned_jobs as planned_jobs
from .pool import make_reports as make_reports
from .result import Cause as Cause
from .result import ReportResult as ReportResult
from .runner import run_report as run_report
