"""What staff should know before they send: a code to decide by, and a text to read."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tickets.models import Ticket


class Code(StrEnum):
    """What a warning is about."""

    FREE_MAILBOX = "free_mailbox"
    OTHER_DOMAIN = "other_domain"
    NO_MAIL_THERE = "no_mail_there"
    BOUNCED = "bounced"
    NO_REMINDERS = "no_reminders"
    NAME_TAKEN = "name_taken"
    NAME_UNCHECKED = "name_unchecked"
    REPLACES = "replaces"
    NO_APPLICATION = "no_application"
    NOT_MAPPED = "not_mapped"
    NEEDS_APPROVAL = "needs_approval"
    MIXED_DOMAINS = "mixed_domains"
    PREVERIFIED = "preverified"
    CANNOT_ROUTE = "cannot_route"
    SEVERAL_ORGANIZATIONS = "several_organizations"
    SECOND_CONNECTION = "second_connection"
    ORGANIZATION_TAKEN = "organization_taken"


@dataclass(frozen=True, slots=True)
class Remark:
    """A warning; `ticket` is the primary key of the ticket it is about, if it is about one."""

    code: Code
    text: str
    ticket: int | None = None

    def __str__(self) -> str:
        return self.text

    def kept(self) -> dict[str, Any]:
        """Return it as it is kept in `JobRow.warnings`."""
        return {"code": self.code.value, "text": self.text, "ticket": self.ticket}


def was_announced(kept: list[dict[str, Any]], ticket: Ticket) -> bool:
    """Answer whether somebody was warned that this live ticket will be replaced."""
    return any(one["code"] == Code.REPLACES and one["ticket"] == ticket.pk for one in kept)
