"""What: presets, tickets, the links that lead to them, messages, openings, attempts,
lines of tenants' logs, a connection's automation, and jobs for many customers."""

from .attempt import Attempt
from .automation import Automation
from .inventory import Inventory
from .jobs.job import Job
from .jobs.job_row import JobRow
from .links.link import Link
from .links.link_request import LinkRequest
from .links.nomination import Nomination
from .links.opening import Opening
from .log_line import LogLine
from .message import Message
from .policy import ConnectionPolicy, FollowUp, Policy
from .preset import Preset
from .reports import Milestones
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
    "Milestones",
    "Nomination",
    "Opening",
    "Policy",
    "Preset",
    "Ticket",
]
