"""Get a ticket's link to the right person: mail it again, mail it to another, copy it."""

from django.db import transaction

from organizations.models import Contact
from organizations.turns import take_turns
from portal import clock
from portal.actor import Actor
from tickets.models import Message, Ticket
from tickets.states import State

from . import messages
from .again import request_again
from .errors import LinkClosed, WrongState
from .move import record


def resend(ticket: Ticket, *, by: Actor) -> Message:
    """Queue the mail with the ticket's link once more, to the same address.

    Raises LinkClosed, and WrongState while the ticket or its last mail is still on its way.
    """
    _need_open(ticket)
    if ticket.state == State.QUEUED:
        raise WrongState("The ticket is still being issued; its mail goes out right after.")
    sent = ticket.link.messages.filter(kind=messages.kind_of(ticket))
    if sent.filter(state=Message.State.QUEUED).exists():
        raise WrongState("The last mail is still on its way. Wait until it is sent.")
    with transaction.atomic():
        message = messages.queue(
            messages.kind_of(ticket), ticket, key=f"resend:{ticket.link_id}:{sent.count()}"
        )
        record(ticket, "ticket:resend", by=by, recipient=ticket.link.recipient_email)
    return message


def change_recipient(ticket: Ticket, contact: Contact, *, by: Actor) -> Ticket:
    """Invite another contact instead: the old link ends, its ticket is revoked, a new one goes out.

    The first recipient may have opened the old ticket, so that it is never handed on. Raises
    LinkClosed, InvalidRequest, WrongState.
    """
    with transaction.atomic():
        # A colleague may be about to revoke it, or to do the same.
        take_turns(ticket.connection)
        _need_open(ticket)
        record(
            ticket,
            "ticket:change_recipient",
            by=by,
            was=ticket.link.recipient_email,
            recipient=contact.email,
        )
        # To somebody new it is no renewal.
        return request_again(ticket, contact=contact, by=by, reason=ticket.purpose())


def copy_link(ticket: Ticket, *, by: Actor) -> str:
    """Return the address of the ticket's link, noting who took it. A secret. Raises LinkClosed."""
    _need_open(ticket)
    record(ticket, "ticket:copy_link", by=by, recipient=ticket.link.recipient_email)
    return ticket.link.url


def _need_open(ticket: Ticket) -> None:
    link = ticket.link
    link.refresh_from_db()
    if link.ended:
        raise LinkClosed(f"This link was ended ({link.get_ended_display().lower()}).")
    if link.expires_at <= clock.now():
        raise LinkClosed("This link is too old. Issue the ticket again to make a new one.")
