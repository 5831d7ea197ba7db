"""What needs a person: put on the list once, taken off when it is resolved; and the queue of it."""

from .flags import flag, restate, settle, waiting, with_whose
from .queue import MOST, Step, assign, reopen, resolve, set_due, snooze, undo

__all__ = [
    "MOST",
    "Step",
    "assign",
    "flag",
    "reopen",
    "resolve",
    "restate",
    "set_due",
    "settle",
    "snooze",
    "undo",
    "waiting",
    "with_whose",
]
