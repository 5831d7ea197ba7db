"""A person goes on from our landing page to Auth0."""

from portal import clock
from portal.actor import Actor
from tickets.models import Link, Ticket
from tickets.states import OPENABLE, State

from .errors import LinkClosed, WrongState
from .issue import issue
from .openings import use_opening
from .renew import renew
from .standing import Standing, newest, standing

_LEADS_ON = (Standing.READY, Standing.RENEWS, Standing.PREPARING)


def open_link(link: Link, *, by: Actor, user_agent: str) -> str | None:
    """Return the Auth0 address behind a link, counting the opening; None while it is prepared.

    What ran out is renewed on the way, which asks Auth0. Raises LinkClosed when the link leads
    nowhere. Call it for a person's POST only, outside transactions.
    """
    link.refresh_from_db()
    if standing(link) not in _LEADS_ON:
        raise LinkClosed("This link leads nowhere any more.")
    # Once more when the last opening was spent, or the ticket expired, at this very moment.
    for _ in range(2):
        ticket = _usable(link, by)
        if ticket.state not in OPENABLE:
            return None
        try:
            return use_opening(ticket, by=by, at=clock.now(), user_agent=user_agent)
        except WrongState:
            continue
    return None


def _usable(link: Link, by: Actor) -> Ticket:
    ticket = renew(link, by=by) if standing(link) == Standing.RENEWS else newest(link)
    if ticket.state == State.QUEUED:
        # A person waits: not behind the work of others.
        issue(ticket, urgently=True)
    return ticket
