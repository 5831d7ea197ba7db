"""Ask once more for what a ticket was for, as things stand by now."""

from typing import Any

from organizations.models import Contact
from portal.actor import Actor
from portal.auth0.ticket_request import Problem
from tickets.models import Ticket

from . import bodies
from .errors import InvalidRequest
from .request import request_ticket


def kind_and_request(ticket: Ticket) -> tuple[str, dict[str, Any]]:
    """Return kind and body of a ticket that goes on where this one stopped.

    A connection that exists by now is edited, with what the customer still has to do.
    """
    connection = ticket.connection
    connection.refresh_from_db(fields=["auth0_id", "stage"])
    if ticket.kind == Ticket.Kind.CREATE and connection.auth0_id:
        return Ticket.Kind.EDIT, bodies.as_edit(ticket.request, connection)
    return ticket.kind, bodies.without_stamps(ticket.request)


def request_again(
    ticket: Ticket, *, by: Actor, contact: Contact | None = None, reason: str = ""
) -> Ticket:
    """Queue a ticket like this one behind a new link, to the same contact or another.

    `reason` is for another one than the ticket's. Whatever is live for the connection is
    replaced. Raises InvalidRequest, WrongState.
    """
    recipient = contact or ticket.link.contact
    if recipient is None:
        raise InvalidRequest([Problem("contact", "The recipient is gone. Choose another contact.")])
    if ticket.preset is None:
        raise InvalidRequest([Problem("preset", "The preset is gone. Make a new ticket instead.")])
    kind, request = kind_and_request(ticket)
    return request_ticket(
        ticket.connection,
        preset=ticket.preset,
        kind=kind,
        reason=reason or ticket.reason,
        contact=recipient,
        request=request,
        custom_domain=ticket.custom_domain,
        by=by,
        confirmation=ticket.link.confirmation,
        created_by=ticket.created_by,
    )
