"""Openings that the tenant's log tells, without counting those of our landing page twice.

The log names no ticket, and its address of the visitor may differ from the one we saw. So each
opening by the landing page accounts for one line of the log that is not earlier: the latest such
opening that no other line has taken. Lines beyond those are openings of their own. We write an
opening before we lead anybody to Auth0, so its line always comes later, and the count does not
depend on the order in which lines come.
"""

from datetime import timedelta

from organizations.models import Connection
from organizations.services.lifecycle.locks import lock_connection
from portal.actor import Actor
from portal.auth0.events import AssistantEvent
from tickets.models import Opening, Ticket
from tickets.services.lifecycle.openings import SESSION, record_opening

# How far Auth0's clock may be behind ours.
SKEW = timedelta(minutes=1)


def take_opening(connection: Connection, event: AssistantEvent, *, by: Actor) -> None:
    """Write down an opening that the log tells; inside the caller's transaction.

    Does nothing for a ticket that was not ours, or a line that came before.
    """
    ticket = _ticket(connection, event)
    if ticket is None or Opening.objects.filter(log_id=event.log_id).exists():
        return
    # Two lines at once take turns, so that both cannot find the same opening.
    lock_connection(connection)
    ticket.refresh_from_db()
    landing = (
        ticket.openings.filter(source=Opening.Source.LANDING, at__lte=event.at + SKEW)
        .order_by("-at", "-pk")
        .first()
    )
    if landing is None:
        record_opening(
            ticket,
            at=event.at,
            by=by,
            source=Opening.Source.LOG,
            ip=event.ip,
            user_agent=event.user_agent,
            log_id=event.log_id,
        )
        return
    Opening.objects.filter(pk=landing.pk).update(source=Opening.Source.BOTH, log_id=event.log_id)
    Ticket.objects.filter(pk=ticket.pk, opened_at__gt=event.at).update(
        opened_at=event.at, session_ends_at=event.at + SESSION
    )


def _ticket(connection: Connection, event: AssistantEvent) -> Ticket | None:
    """The newest ticket of that kind which existed by then; at most one is live at a time."""
    issued = connection.tickets.filter(issued_at__lte=event.at + SKEW)
    kind = Ticket.Kind.EDIT if event.editing else Ticket.Kind.CREATE
    return issued.filter(kind=kind).order_by("-issued_at", "-pk").first()
