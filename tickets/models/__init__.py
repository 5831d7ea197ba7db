"""What: presets, tickets, the links that lead to them, messages, openings, attempts,
lines of tenants' logs, a connection's automation, and jobs for many customers."""

from .attempt import Attempt
from .automation import Automation
from .inventory import Inventory
from .job import Job
from .job_row import JobRow
from .link import Link
from .link_request import LinkRequest
from .log_line import LogLine
from .message import Message
from .nomination import Nomination
from .opening import Opening
from .policy import ConnectionPolicy, FollowUp, Policy
from .preset import Preset
from .ticket import Ticket

__all__ = [
    "Attempt",
    "Automation",
    "ConnectionPolicy",
    "FollowUp",
    "Inventory",
    "Job",
    "JobRow",
    "Link",
    "LinkRequest",
    "LogLine",
    "Message",
    "Nomination",
    "Opening",
    "Policy",
    "Preset",
    "Ticket",
]
