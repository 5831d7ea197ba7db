"""Move what ran out: tickets nobody opened in time, and sessions that are over."""

from portal import clock
from portal.actor import Actor
from tickets.errors import WrongState
from tickets.models import Ticket
from tickets.states import State
from tickets.verbs import Verb

from .move import move

SWEEP = Actor.system("Expiry sweep")
# A bound on one run; the next begins a minute later.
_AT_ONCE = 500


def expire_due() -> int:
    """Expire every ticket whose time is over; return how many this run moved.

    Their links stay good: a person's next click renews the ticket.
    """
    now = clock.now()
    moved = 0
    rows = Ticket.objects.select_related("connection__customer")
    # Two questions, since each has its index.
    for over in (
        rows.filter(state=State.ISSUED, expires_at__lte=now).order_by("expires_at"),
        rows.filter(state=State.OPENED, session_ends_at__lte=now).order_by("session_ends_at"),
    ):
        moved += sum(expire(ticket, by=SWEEP) for ticket in over[:_AT_ONCE])
    return moved


def expire(ticket: Ticket, *, by: Actor) -> bool:
    """Move a ticket that ran out to its end; answer False when another process was faster."""
    try:
        move(
            ticket,
            State.EXPIRED,
            by=by,
            verb=Verb.TICKET_EXPIRE,
            details={"opened": bool(ticket.opened_at)},
        )
    except WrongState:
        ticket.refresh_from_db()
        return False
    return True
