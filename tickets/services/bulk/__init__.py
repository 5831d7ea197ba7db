"""Do one thing for many customers: jobs, whose rows workers carry out one by one.

making → (columns) → looking → choosing → control.start → working → settling
"""

from .choosing import LEAVE_OUT, create_for_unmatched, match_columns, save_choices
from .columns import FIELDS, fields_of, guess
from .control import OPEN, UNSTARTED, cancel, look_again, pause, resume, retry, start
from .forgetting import forget_due
from .making import MOST_ROWS, job_of_customers, job_of_table
from .pace import Progress, counts, progress
from .result import RESULT_COLUMNS, export_result
from .working import jobs_due, work_on

__all__ = [
    "FIELDS",
    "LEAVE_OUT",
    "MOST_ROWS",
    "OPEN",
    "RESULT_COLUMNS",
    "UNSTARTED",
    "Progress",
    "cancel",
    "counts",
    "create_for_unmatched",
    "export_result",
    "fields_of",
    "forget_due",
    "guess",
    "job_of_customers",
    "job_of_table",
    "jobs_due",
    "look_again",
    "match_columns",
    "pause",
    "progress",
    "resume",
    "retry",
    "save_choices",
    "start",
    "work_on",
]
