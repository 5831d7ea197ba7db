"""What opening a ticket starts: five hours, whatever its ttl, and one of ten openings used.

https://auth0.com/docs/authenticate/enterprise-connections/self-service-enterprise-configuration/manage-self-service-enterprise-config
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from organizations.models import Stage
from organizations.services.lifecycle import stages
from organizations.services.lifecycle.locks import lock_connection
from portal.actor import Actor
from tickets.errors import WrongState
from tickets.models import Automation, Link, Opening, Ticket
from tickets.states import OPENABLE, State
from tickets.verbs import Verb

from .move import move, record

SESSION = timedelta(hours=5)  # from the first opening
MOST_OPENINGS = 10


def ran_out(ticket: Ticket, now: datetime) -> bool:
    """Answer whether Auth0 no longer lets anybody in by this ticket at `now` (aware, UTC)."""
    if ticket.state == State.ISSUED:
        return ticket.expires_at is None or ticket.expires_at <= now
    if ticket.state == State.OPENED:
        over = ticket.session_ends_at is None or ticket.session_ends_at <= now
        return over or ticket.openings_used >= MOST_OPENINGS
    return ticket.state == State.EXPIRED


def record_opening(
    ticket: Ticket,
    *,
    at: datetime,
    by: Actor,
    source: Opening.Source,
    ip: str = "",
    user_agent: str = "",
    log_id: str | None = None,
    link: Link | None = None,
) -> Opening:
    """Write one opening of a ticket at `at` (aware, UTC), by a link, and what follows from it.

    News from logs may be late and out of order: the earliest opening counts for the session's
    end, and a ticket that ended meanwhile stays ended. The caller makes sure that landing page
    and log do not count the same opening twice.
    """
    with transaction.atomic():
        first = ticket.state == State.ISSUED and _first(ticket, at, by, source)
        Ticket.objects.filter(pk=ticket.pk).update(openings_used=F("openings_used") + 1)
        # An earlier opening than the one known makes the five hours end earlier.
        Ticket.objects.filter(pk=ticket.pk, opened_at__gt=at).update(
            opened_at=at, session_ends_at=at + SESSION
        )
        opening = Opening.objects.create(
            ticket=ticket,
            at=at,
            source=source,
            ip=ip,
            user_agent=user_agent[:300],
            log_id=log_id,
            link=link,
        )
        if not first:
            record(ticket, Verb.TICKET_OPEN, by=by, source=source.value)
        stages.advance(ticket.connection, Stage.OPENED, by=by)
        Automation.run_soon(ticket.connection)
    ticket.refresh_from_db()
    return opening


def use_opening(ticket: Ticket, *, by: Actor, at: datetime, user_agent: str, link: Link) -> str:
    """Spend one opening of a ticket for who goes on to Auth0 by a link; return the address.

    Raises WrongState when no opening is left.
    """
    with transaction.atomic():
        lock_connection(ticket.connection)
        ticket.refresh_from_db()
        if ticket.state not in OPENABLE or ran_out(ticket, at):
            raise WrongState(f"Ticket {ticket.pk} can no longer be opened.")
        record_opening(
            ticket,
            at=at,
            by=by,
            source=Opening.Source.LANDING,
            ip=by.ip,
            user_agent=user_agent,
            link=link,
        )
        return ticket.url or ""


def _first(ticket: Ticket, at: datetime, by: Actor, source: Opening.Source) -> bool:
    try:
        move(
            ticket,
            State.OPENED,
            by=by,
            verb=Verb.TICKET_FIRST_OPEN,
            details={"source": source.value},
            opened_at=at,
            session_ends_at=at + SESSION,
        )
    except WrongState:
        # Opened or ended by another process at this moment: what it wrote stays.
        ticket.refresh_from_db()
        return False
    return True
