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

from .people import add_recipient, remove_recipient
from .status import why_closed


def resend(ticket: Ticket, *, by: Actor, link: Link | None = None) -> Message:
    """Queue the mail with a link to the ticket once more, to the same address.

    That of the first recipient, or of one of the others.

    Raises LinkClosed, and WrongState while the ticket or its last mail is still on its way, or
    where the product shows the link.
    """
    link = link or ticket.link
    _need_open(link)
    if link.delivery == Link.Delivery.LINK:
        raise WrongState(
            "Your product shows this link, so it isn't emailed. To email a link, issue a "
            "new ticket."
        )
    if ticket.state == State.QUEUED:
        raise WrongState("The ticket is still being issued. Its email is sent right after.")
    kind = queue.kind_of(ticket, link)
    sent = link.messages.filter(kind=kind)
    if sent.filter(state=Message.State.QUEUED).exists():
        raise WrongState("The last email is still being sent. Wait until it's sent.")
    with transaction.atomic():
        message = queue.queue(
            kind,
            ticket,
            key=f"resend:{link.pk}:{sent.count()}",
            link=link,
            **queue.told(kind, ticket),
        )
        record(ticket, Verb.TICKET_RESEND, by=by, recipient=link.recipient_email)
    return message


def change_recipient(
    ticket: Ticket, contact: Contact, *, by: Actor, link: Link | None = None
) -> Ticket:
    """Invite another contact instead: the old link ends, its ticket is revoked, a new one goes out.

    Where several share the ticket, only the link of one is exchanged (the first recipient's, if
    none is named), and the ticket stays. Else the recipient may have opened the old ticket, so
    that it is never handed on. Only where the product asks does it show the new link as it showed
    the old one; else it is mailed. Raises LinkClosed, InvalidRequest, WrongState.
    """
    with transaction.atomic():
        # A colleague may be about to revoke it, or to do the same.
        lock_connection(ticket.connection)
        old = link or ticket.link
        _need_open(old)
        record(
            ticket,
            Verb.TICKET_CHANGE_RECIPIENT,
            by=by,
            was=old.recipient_email,
            recipient=contact.email,
        )
        if old.everyones().filter(ended="").exclude(pk=old.pk).exists():
            add_recipient(ticket, contact, role=old.role, by=by, takes_over=True)
            why = f"{contact.name} takes over."
            remove_recipient(old, reason=why, by=by, ended=Link.Ended.REPLACED)
            ticket.refresh_from_db()
            return ticket
        # To somebody new it is no renewal.
        draft = replace(reissue_draft(ticket, contact=contact), reason=ticket.purpose())
        return request_ticket(draft if by.kind == "api" else draft.mailed(), by=by)


def copy_link(ticket: Ticket, *, by: Actor, link: Link | None = None) -> str:
    """Return the address of a link to the ticket, noting who took it. A secret.

    That of the first recipient, or of one of the others. Raises LinkClosed.
    """
    link = link or ticket.link
    _need_open(link)
    record(ticket, Verb.TICKET_COPY_LINK, by=by, recipient=link.recipient_email)
    return link.url


def _need_open(link: Link) -> None:
    link.refresh_from_db()
    if why := why_closed(link):
        raise LinkClosed(why)
