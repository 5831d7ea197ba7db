"""Do one thing for many customers: jobs, whose rows workers do one by one.

making → (encoding, columns) → checking → choosing → control.start → working → settling
"""

from .choosing import LEAVE_OUT, choose_encoding, create_for_unmatched, match_columns, save_choices
from .control import OPEN, UNSTARTED, cancel, pause, recheck, resume, retry, start
from .forgetting import forget_due
from .making import MOST_ROWS, job_of_customers, job_of_table
from .pace import counts, progress
from .result import RESULT_COLUMNS, export_result
from .upload.columns import FIELDS, fields_of, guess
from .upload.headings import is_heading
from .upload.row_check import NEW
from .working import jobs_due, work_on

__all__ = [
    "FIELDS",
    "LEAVE_OUT",
    "MOST_ROWS",
    "NEW",
    "OPEN",
    "RESULT_COLUMNS",
    "UNSTARTED",
    "cancel",
    "choose_encoding",
    "counts",
    "create_for_unmatched",
    "export_result",
    "fields_of",
    "forget_due",
    "guess",
    "is_heading",
    "job_of_customers",
    "job_of_table",
    "jobs_due",
    "match_columns",
    "pause",
    "progress",
    "recheck",
    "resume",
    "retry",
    "save_choices",
    "start",
    "work_on",
]
