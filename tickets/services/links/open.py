"""A person goes on from our landing page to Auth0."""

from portal import clock
from portal.actor import Actor
from tickets.errors import LinkClosed, WrongState
from tickets.models import Link
from tickets.services.lifecycle.issue import issue
from tickets.services.lifecycle.openings import use_opening
from tickets.states import OPENABLE, State

from .renew import renew
from .status import LEADS_ON, LinkStatus, link_status, newest


def open_link(link: Link, *, by: Actor, user_agent: str) -> str | None:
    """Return the Auth0 address behind a link, counting the opening; None while it is prepared.

    What ran out is renewed on the way, which asks Auth0. Raises LinkClosed when the link leads
    nowhere, and for whoever is there for DNS only. Call it for a person's POST only, outside
    transactions.
    """
    link.refresh_from_db()
    if link.is_for_dns:
        raise LinkClosed("This link is for DNS records only.")
    # Once more when the last opening was spent, or the ticket expired, at this very moment.
    for _ in range(2):
        ticket = newest(link)
        status = link_status(link, ticket)
        if status not in LEADS_ON:
            raise LinkClosed("This link no longer works.")
        if status == LinkStatus.RENEWS:
            ticket = renew(link, by=by)
        if ticket.state == State.QUEUED:
            # A person waits: not behind the work of others.
            issue(ticket, urgently=True)
        if ticket.state not in OPENABLE:
            return None
        try:
            return use_opening(ticket, by=by, at=clock.now(), user_agent=user_agent, link=link)
        except WrongState:
            continue
    return None
