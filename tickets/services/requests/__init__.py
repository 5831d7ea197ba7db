"""Ask for a ticket: drafts, the body for Auth0, checks, warnings, the second person."""

from .draft import MOST_RECIPIENTS, Draft, HandedOver, Person, draft, follow_up_draft, reissue_draft
from .request import request_ticket
from .second_person import approve_domains
from .warnings import warnings

__all__ = [
    "MOST_RECIPIENTS",
    "Draft",
    "HandedOver",
    "Person",
    "approve_domains",
    "draft",
    "follow_up_draft",
    "reissue_draft",
    "request_ticket",
    "warnings",
]
