"""What: presets, tickets, the links that lead to them, messages, openings, attempts,
how a connection is carried on, and jobs for many customers."""

from .attempt import Attempt
from .course import Course
from .inventory import Inventory
from .job import Job
from .job_row import JobRow
from .link import Link
from .link_wish import LinkWish
from .message import Message
from .nomination import Nomination
from .opening import Opening
from .policy import ConnectionPolicy, FollowUp, Policy
from .preset import Preset
from .ticket import Ticket

__all__ = [
    "Attempt",
    "ConnectionPolicy",
    "Course",
    "FollowUp",
    "Inventory",
    "Job",
    "JobRow",
    "Link",
    "LinkWish",
    "Message",
    "Nomination",
    "Opening",
    "Policy",
    "Preset",
    "Ticket",
]
