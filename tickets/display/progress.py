"""What has happened to a ticket so far, step by step, and whether more can happen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.text.addresses import readable
from tickets.models import Link, Message, Ticket
from tickets.states import ACTIVE, ENDED, State

DONE, CURRENT, PROBLEM, TODO = "done", "current", "problem", "todo"
# It ended without having got there.
STOPPED = "stopped"

_MAIL_FAILED = {Message.State.BOUNCED, Message.State.FAILED, Message.State.COMPLAINED}
_MAIL_DONE = {Message.State.SENT, Message.State.DELIVERED}


@dataclass(frozen=True)
class Step:
    """One step: `state` is done, current, problem, stopped or todo; `at` is aware UTC."""

    label: str
    state: str
    note: str = ""
    at: datetime | None = None


def steps(ticket: Ticket, messages: Sequence[Message], *, most_openings: int) -> list[Step]:
    """Return the steps of a ticket; `messages` carried its link to its recipient, newest first."""
    return [
        Step("Requested", DONE, at=ticket.created_at),
        _issued(ticket),
        *_delivered(ticket, messages),
        _opened(ticket, most_openings),
        _ended(ticket),
    ]


def settled(ticket: Ticket, messages: Sequence[Message]) -> bool:
    """Answer whether nothing can change any more without somebody doing something here."""
    waits_for_auth0 = bool(ticket.revoke_wanted_at and not ticket.revoke_accepted_at)
    sending = any(message.state == Message.State.QUEUED for message in messages)
    return ticket.state not in ACTIVE and not waits_for_auth0 and not sending


def _issued(ticket: Ticket) -> Step:
    if ticket.issued_at:
        return Step("Issued by Auth0", DONE, at=ticket.issued_at)
    if ticket.state == State.FAILED:
        # The page says above what is wrong, and what to do.
        return Step("Issued by Auth0", PROBLEM, at=ticket.ended_at)
    if ticket.state != State.QUEUED:
        return Step("Issued by Auth0", TODO)
    if ticket.held:
        return Step(
            "Issued by Auth0", CURRENT, note="A second person needs to approve the domains."
        )
    note = ""
    if ticket.attempts_made > 1 or ticket.problem:
        note = f"Attempt {ticket.attempts_made + 1}. {ticket.problem}".strip()
    return Step("Issued by Auth0", CURRENT, note=note, at=ticket.next_attempt_at)


def _delivered(ticket: Ticket, messages: Sequence[Message]) -> list[Step]:
    """How its link came to its recipient; no step where they had it already."""
    if ticket.link.delivery == Link.Delivery.LINK:
        return [Step("Shown in your product", DONE if ticket.issued_at else TODO)]
    if not messages and ticket.reason == Ticket.Reason.RENEWAL:
        return []
    return [_mailed(ticket, messages)]


def _mailed(ticket: Ticket, messages: Sequence[Message]) -> Step:
    label = f"Emailed to {readable(ticket.link.recipient_email)}"
    newest = messages[0] if messages else None
    if newest is None:
        waiting = ticket.state in ACTIVE and ticket.issued_at
        return Step(label, CURRENT if waiting else TODO)
    at = newest.state_at or newest.sent_at
    if newest.state in _MAIL_FAILED:
        return Step(label, PROBLEM, note=newest.problem or newest.get_state_display(), at=at)
    if newest.state in _MAIL_DONE:
        return Step(label, DONE, note=newest.get_state_display(), at=at)
    if newest.state == Message.State.DROPPED:
        return Step(label, TODO, note="Canceled")
    return Step(label, CURRENT, note=newest.problem or newest.get_state_display())


def _opened(ticket: Ticket, most_openings: int) -> Step:
    if ticket.opened_at:
        used = f"{ticket.openings_used} of {most_openings} opens used"
        return Step("Opened by customer", DONE, note=used, at=ticket.opened_at)
    if ticket.state == State.EXPIRED:
        return Step("Opened by customer", PROBLEM, note="Expired before it was opened")
    waiting = ticket.state == State.ISSUED
    return Step("Opened by customer", CURRENT if waiting else TODO)


def _ended(ticket: Ticket) -> Step:
    if ticket.state == State.COMPLETED:
        return Step("Setup completed", DONE, at=ticket.ended_at)
    if ticket.state == State.EXPIRED and ticket.opened_at:
        return Step(
            "Setup completed",
            PROBLEM,
            note="The session ended before setup was completed",
            at=ticket.ended_at,
        )
    if ticket.state in ENDED and ticket.state not in (State.EXPIRED, State.FAILED):
        return Step(
            ticket.get_state_display(), STOPPED, note=ticket.revoke_reason, at=ticket.ended_at
        )
    return Step("Setup completed", CURRENT if ticket.state == State.OPENED else TODO)
