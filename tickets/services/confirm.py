"""A second person's word on pre-verified domains: a typo there routes another company's logins."""

from typing import Any

from django.db import transaction

from organizations import attention
from organizations.models import Attention, Connection
from portal import clock
from portal.actor import Actor
from portal.wake import wake
from tickets import tasks
from tickets.models import Ticket
from tickets.states import State

from . import bodies
from .errors import WrongState
from .move import record


def needs_confirmation(connection: Connection, request: dict[str, Any]) -> bool:
    """Answer whether a request trusts domains that nobody has confirmed for this connection."""
    if not connection.tenant.confirm_preverified:
        return False
    confirmed = {
        domain
        for ticket in connection.tickets.filter(confirmed_at__isnull=False)
        for domain in bodies.preverified(ticket.request)
    }
    return not set(bodies.preverified(request)) <= confirmed


def ask_second_person(ticket: Ticket, *, by: Actor) -> None:
    """Put a held ticket on the list of what needs a person; inside the caller's transaction."""
    domains = ", ".join(bodies.preverified(ticket.request))
    record(ticket, "ticket:hold", by=by, domains=domains)
    attention.flag(
        ticket.connection,
        Attention.Reason.UNCONFIRMED,
        detail=f"Ticket {ticket.pk} trusts {domains} without proof and is on hold.",
        remedy=f"Somebody other than {by.name} checks each letter, then confirms it on the "
        "ticket's page.",
        by=by,
    )


def confirm_domains(ticket: Ticket, *, by: Actor) -> None:
    """Let a held ticket go on its way. Raises WrongState for the person who asked for it.

    The caller checks that the person may confirm domains at all.
    """
    if by.user is None or by.user == ticket.created_by:
        raise WrongState("You asked for this ticket yourself. Somebody else has to confirm it.")
    with transaction.atomic():
        confirmed = Ticket.objects.filter(pk=ticket.pk, held=True, state=State.QUEUED).update(
            held=False, confirmed_by=by.user, confirmed_at=clock.now()
        )
        if not confirmed:
            raise WrongState("This ticket does not wait for a second person any more.")
        record(
            ticket, "ticket:confirm", by=by, domains=", ".join(bodies.preverified(ticket.request))
        )
        attention.settle(ticket.connection, Attention.Reason.UNCONFIRMED, by=by)
        wake(tasks.issue, ticket.pk)
    ticket.refresh_from_db()
