"""The life of a ticket and its link: issued, opened, completed, expired, revoked."""

from .expire import expire_due
from .issue import issue, issues_due
from .openings import MOST_OPENINGS, record_opening
from .retire import revocations_due, revoke_at_auth0
from .revoke import revoke

__all__ = [
    "MOST_OPENINGS",
    "expire_due",
    "issue",
    "issues_due",
    "record_opening",
    "revocations_due",
    "revoke",
    "revoke_at_auth0",
]
