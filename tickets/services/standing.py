"""What a mailed link means at this moment, to whoever holds it."""

from datetime import timedelta
from enum import StrEnum

from portal import clock
from tickets.models import Link, Ticket
from tickets.states import State

from .openings import ran_out

# After a failure the next click tries again, but not each of them.
RETRY_AFTER = timedelta(minutes=10)


class Standing(StrEnum):
    """READY leads on, RENEWS after a new ticket was made; the others have pages of their own."""

    READY = "ready"
    RENEWS = "renews"
    PREPARING = "preparing"
    TROUBLE = "trouble"
    COMPLETED = "completed"
    REVOKED = "revoked"
    REPLACED = "replaced"
    OVER = "over"


_ENDED = {
    Link.Ended.COMPLETED: Standing.COMPLETED,
    Link.Ended.REVOKED: Standing.REVOKED,
    Link.Ended.REPLACED: Standing.REPLACED,
}


def standing(link: Link) -> Standing:
    """Return where a link leads now.

    A link that was ended or is too old never renews, nor does one of an archived customer or a
    tenant that is switched off.
    """
    now = clock.now()
    if link.ended:
        return _ENDED[Link.Ended(link.ended)]
    connection = link.connection
    if link.expires_at <= now or connection.customer.archived_at or not connection.tenant.active:
        return Standing.OVER
    ticket = newest(link)
    if ticket.state == State.QUEUED:
        return Standing.PREPARING
    if ticket.state == State.FAILED:
        tried_long_ago = ticket.ended_at is None or ticket.ended_at < now - RETRY_AFTER
        return Standing.RENEWS if tried_long_ago else Standing.TROUBLE
    return Standing.RENEWS if ran_out(ticket, now) else Standing.READY


def newest(link: Link) -> Ticket:
    """Return the ticket that a link leads to."""
    return link.tickets.select_related(
        "tenant", "connection__customer", "created_by", "link"
    ).latest("pk")
