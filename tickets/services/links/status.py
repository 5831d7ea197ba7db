"""What a mailed link means at this moment, to whoever holds it."""

from datetime import timedelta
from enum import StrEnum

from organizations.models import Stage
from portal import clock
from tickets.models import Link, Ticket
from tickets.services.lifecycle.openings import ran_out
from tickets.states import State

# After a failure the next click tries again, but not each of them.
RETRY_AFTER = timedelta(minutes=10)


class LinkStatus(StrEnum):
    """READY leads on, RENEWS after a new ticket was made; the others have pages of their own."""

    READY = "ready"
    RENEWS = "renews"
    PREPARING = "preparing"
    TROUBLE = "trouble"
    COMPLETED = "completed"
    REVOKED = "revoked"
    REPLACED = "replaced"
    OVER = "over"


LEADS_ON = (LinkStatus.READY, LinkStatus.RENEWS, LinkStatus.PREPARING)

_ENDED = {
    Link.Ended.COMPLETED: LinkStatus.COMPLETED,
    Link.Ended.REVOKED: LinkStatus.REVOKED,
    Link.Ended.REPLACED: LinkStatus.REPLACED,
}


def link_status(link: Link, ticket: Ticket) -> LinkStatus:
    """Return where a link leads now by its newest ticket; one that is not good never renews."""
    now = clock.now()
    if link.ended:
        return _ENDED[Link.Ended(link.ended)]
    if not is_good(link):
        return LinkStatus.OVER
    if ticket.state == State.QUEUED:
        return LinkStatus.PREPARING
    if ticket.state == State.FAILED:
        tried_long_ago = ticket.ended_at is None or ticket.ended_at < now - RETRY_AFTER
        return LinkStatus.RENEWS if tried_long_ago else LinkStatus.TROUBLE
    if not ran_out(ticket, now):
        return LinkStatus.READY
    # Auth0 no longer has what another ticket would be for: only staff can begin again.
    return LinkStatus.TROUBLE if link.connection.stage == Stage.GONE else LinkStatus.RENEWS


def is_good(link: Link) -> bool:
    """Answer whether a link is good: the one answer for all who send, show, copy or follow it.

    What stands in the way at the moment (a ticket being prepared, a failure) does not count.
    """
    return not why_closed(link)


def why_closed(link: Link) -> str:
    """Return why a link is good no more, in words for staff with the remedy; else nothing."""
    if why := why_withdrawn(link):
        return why
    if link.expires_at <= clock.now():
        return "This link is too old. Reissue the ticket to create a new one."
    return ""


def why_withdrawn(link: Link) -> str:
    """Return the same for a link that leads nowhere whatever its time; else nothing."""
    if link.ended:
        return f"This link no longer works ({link.get_ended_display().lower()})."
    customer, tenant = link.connection.customer, link.connection.tenant
    if customer.archived_at:
        return f"{customer} is archived, so this link doesn't work. Unarchive the customer first."
    if not tenant.active:
        return (
            f"The tenant {tenant} is inactive, so this link doesn't work. Ask an operator to "
            "activate it."
        )
    return ""


def newest(link: Link) -> Ticket:
    """Return the ticket that a link leads to."""
    tickets = link.shared().tickets
    return tickets.select_related("tenant", "connection__customer", "created_by", "link").latest(
        "pk"
    )
