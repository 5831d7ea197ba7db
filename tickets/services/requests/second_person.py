"""A second person's word on pre-verified domains: a typo there routes another company's logins."""

from django.db import transaction

from organizations.models import Attention, Connection
from organizations.services import attention
from portal import clock
from portal.actor import Actor
from portal.auth0.ticket_request import TicketBody
from portal.wake import wake
from tickets.errors import WrongState
from tickets.models import Ticket
from tickets.services.lifecycle.move import record
from tickets.states import State
from tickets.verbs import Verb


def needs_approval(connection: Connection, body: TicketBody) -> bool:
    """Answer whether a body trusts domains that nobody has approved for this connection."""
    if not connection.tenant.approve_preverified:
        return False
    approved = {
        domain
        for ticket in connection.tickets.filter(approved_at__isnull=False)
        for domain in ticket.parsed.preverified_domains
    }
    return not set(body.preverified_domains) <= approved


def ask_second_person(ticket: Ticket, *, by: Actor) -> None:
    """Put a held ticket on the list of what needs a person; inside the caller's transaction."""
    domains = ", ".join(ticket.parsed.preverified_domains)
    record(ticket, Verb.TICKET_HOLD, by=by, domains=domains)
    attention.flag(
        ticket.connection,
        Attention.Reason.UNAPPROVED,
        detail=f"Ticket {ticket.pk} trusts {domains} without proof and is on hold.",
        remedy=f"Someone other than {by.name} needs to check the spelling and approve it on the "
        "ticket's page.",
        by=by,
    )


def approve_domains(ticket: Ticket, *, by: Actor) -> None:
    """Let a held ticket go on its way. Raises WrongState for the person who asked for it.

    The caller checks that the person may approve domains at all.
    """
    if by.user is None or by.user == ticket.created_by:
        raise WrongState("You requested this ticket. Someone else has to approve it.")
    with transaction.atomic():
        approved = Ticket.objects.filter(pk=ticket.pk, held=True, state=State.QUEUED).update(
            held=False, approved_by=by.user, approved_at=clock.now()
        )
        if not approved:
            raise WrongState("This ticket no longer needs approval.")
        record(
            ticket, Verb.TICKET_APPROVE, by=by, domains=", ".join(ticket.parsed.preverified_domains)
        )
        attention.settle(ticket.connection, Attention.Reason.UNAPPROVED, by=by)
        wake("tickets.issue", ticket.pk)
    ticket.refresh_from_db()
