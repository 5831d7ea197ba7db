"""Get a ticket's link to the right person: mail it again, mail it to another, copy it."""

from dataclasses import replace

from django.db import transaction

from organizations.models import Contact
from organizations.services.lifecycle.locks import lock_connection
from portal.actor import Actor
from tickets.errors import LinkClosed, WrongState
from tickets.models import Link, Message, Ticket
from tickets.services.lifecycle.move import record
from tickets.services.mail import queue
from tickets.services.requests.draft import reissue_draft
from tickets.services.requests.request import request_ticket
from tickets.states import State
from tickets.verbs import Verb

from .status import why_closed


def resend(ticket: Ticket, *, by: Actor) -> Message:
    """Queue the mail with the ticket's link once more, to the same address.

    Raises LinkClosed, and WrongState while the ticket or its last mail is still on its way, or
    where the product shows the link.
    """
    _need_open(ticket)
    if ticket.link.delivery == Link.Delivery.LINK:
        raise WrongState(
            "Your product shows this link, so it isn't emailed. To email a link, issue a "
            "new ticket."
        )
    if ticket.state == State.QUEUED:
        raise WrongState("The ticket is still being issued. Its email is sent right after.")
    sent = ticket.link.messages.filter(kind=queue.kind_of(ticket))
    if sent.filter(state=Message.State.QUEUED).exists():
        raise WrongState("The last email is still being sent. Wait until it's sent.")
    with transaction.atomic():
        message = queue.queue(
            queue.kind_of(ticket), ticket, key=f"resend:{ticket.link_id}:{sent.count()}"
        )
        record(ticket, Verb.TICKET_RESEND, by=by, recipient=ticket.link.recipient_email)
    return message


def change_recipient(ticket: Ticket, contact: Contact, *, by: Actor) -> Ticket:
    """Invite another contact instead: the old link ends, its ticket is revoked, a new one goes out.

    The first recipient may have opened the old ticket, so that it is never handed on. Only where
    the product asks does it show the new link as it showed the old one; else it is mailed. Raises
    LinkClosed, InvalidRequest, WrongState.
    """
    with transaction.atomic():
        # A colleague may be about to revoke it, or to do the same.
        lock_connection(ticket.connection)
        _need_open(ticket)
        record(
            ticket,
            Verb.TICKET_CHANGE_RECIPIENT,
            by=by,
            was=ticket.link.recipient_email,
            recipient=contact.email,
        )
        # To somebody new it is no renewal.
        draft = replace(reissue_draft(ticket, contact=contact), reason=ticket.purpose())
        return request_ticket(draft if by.kind == "api" else draft.mailed(), by=by)


def copy_link(ticket: Ticket, *, by: Actor) -> str:
    """Return the address of the ticket's link, noting who took it. A secret. Raises LinkClosed."""
    _need_open(ticket)
    record(ticket, Verb.TICKET_COPY_LINK, by=by, recipient=ticket.link.recipient_email)
    return ticket.link.url


def _need_open(ticket: Ticket) -> None:
    ticket.link.refresh_from_db()
    if why := why_closed(ticket.link):
        raise LinkClosed(why)
