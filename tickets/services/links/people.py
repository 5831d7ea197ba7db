"""Who shares a ticket: somebody more gets a link to it, or one person's link ends alone."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from organizations.models import Contact
from organizations.services.lifecycle.locks import lock_connection
from portal import clock
from portal.actor import Actor
from portal.auth0.ticket_request import Problem
from portal.text.addresses import readable, same_address
from tickets.errors import InvalidRequest, LinkClosed, WrongState
from tickets.models import Automation, Link, Ticket
from tickets.models.preset import Confirmation
from tickets.services.lifecycle.expire import expire
from tickets.services.lifecycle.links import end_links, make_link
from tickets.services.lifecycle.move import record
from tickets.services.lifecycle.retire import want_revocation
from tickets.services.lifecycle.revoke import checked_reason
from tickets.services.mail import queue
from tickets.services.requests.draft import MOST_RECIPIENTS
from tickets.services.requests.request import note_added
from tickets.states import OPENABLE, State
from tickets.verbs import Verb

from .status import newest, why_closed


def add_recipient(
    ticket: Ticket, contact: Contact, *, role: str, by: Actor, takes_over: bool = False
) -> Link:
    """Give one more person a link to a ticket, and mail it; the others' links stay as they are.

    `takes_over`: the caller ends another's link for it, so that they are not one more. Raises
    LinkClosed where the ticket's link leads nowhere any more, and InvalidRequest.
    """
    with transaction.atomic():
        lock_connection(ticket.connection)
        ticket.refresh_from_db()
        main = ticket.link
        if why := why_closed(main):
            raise LinkClosed(why)
        people = list(main.everyones().filter(ended=""))
        most = MOST_RECIPIENTS + takes_over
        if why := _why_not(contact, people, ticket, most):
            raise InvalidRequest([Problem("contact", why)])
        good_for, confirmation = _like(main, ticket)
        link = make_link(
            ticket.connection,
            contact,
            main=main,
            role=role,
            good_for=good_for,
            confirmation=confirmation,
        )
        newest_one = newest(link)
        note_added(newest_one, link, by=by)
        # A ticket that is not issued yet mails to all at once, later.
        if newest_one.state in OPENABLE | {State.EXPIRED}:
            queue.invite_one(newest_one, link)
        Automation.run_soon(ticket.connection)
    return link


def remove_recipient(
    link: Link, *, reason: str, by: Actor, ended: Link.Ended = Link.Ended.REVOKED
) -> None:
    """End one person's link; the others' lead on as before.

    If that person was in the assistant, they still have the address of Auth0's ticket: that one is
    revoked, and the next click on another's link makes a fresh one. Raises InvalidRequest without
    a reason, and WrongState where the link ended before or nobody else could set up anything.
    """
    reason = checked_reason(reason)
    with transaction.atomic():
        lock_connection(link.connection)
        link.refresh_from_db()
        if link.ended:
            raise WrongState(f"The link for {readable(link.recipient_email)} has already ended.")
        left = link.everyones().filter(ended="").exclude(pk=link.pk)
        first = left.filter(role=Link.Role.SETUP).first()
        if first is None:
            raise WrongState(
                f"No one but {link.recipient_name} can set up the connection. Add someone first, "
                "change the recipient, or revoke the ticket."
            )
        ticket = newest(link)
        if link.main_id is None:
            _put_first(first, link)
        end_links(Link.objects.filter(pk=link.pk), ended)
        Link.objects.filter(pk=link.pk).update(left=True)
        record(ticket, Verb.LINK_REMOVE, by=by, recipient=link.recipient_email, reason=reason)
        _shut_out(ticket, link, by=by)
        Automation.run_soon(link.connection)
    link.refresh_from_db()


def _why_not(contact: Contact, people: list[Link], ticket: Ticket, most: int) -> str:
    if contact.customer_id != ticket.connection.customer_id:
        return f"{contact} isn't a contact of {ticket.connection.customer}."
    if any(same_address(one.recipient_email, contact.email) for one in people):
        return f"{contact.name} already has a link to this ticket. Resend it instead."
    if len(people) >= most:
        return (
            f"{MOST_RECIPIENTS} people share this ticket already, which is the most. Revoke "
            "someone's link first."
        )
    return ""


def _like(main: Link, ticket: Ticket) -> tuple[timedelta, str]:
    """How long a further link is good and how it is confirmed: as the first one, if that is mailed.

    Who reads a mail is signed in nowhere, so that what the product shows is no measure.
    """
    if main.delivery == Link.Delivery.MAIL:
        return main.expires_at - clock.now(), main.confirmation
    if ticket.preset is None:
        return timedelta(days=14), Confirmation.CODE
    return timedelta(days=ticket.preset.link_days), ticket.preset.confirmation


def _put_first(link: Link, main: Link) -> None:
    """Hang the tickets of a link that ends on that of somebody who stays."""
    Ticket.objects.filter(link=main).update(link=link)
    Link.objects.filter(main=main).exclude(pk=link.pk).update(main=link)
    Link.objects.filter(pk=link.pk).update(main=None)
    Link.objects.filter(pk=main.pk).update(main=link)


def _shut_out(ticket: Ticket, link: Link, *, by: Actor) -> None:
    """Have Auth0 let nobody in by an address that the recipient of a link may have."""
    ticket.refresh_from_db()
    if may_be_inside(ticket, link):
        expire(ticket, by=by)
        want_revocation(ticket)


def may_be_inside(ticket: Ticket, link: Link) -> bool:
    """Answer whether the recipient of a link may know the address of Auth0's ticket, and use it."""
    # The tenant logs don't tell whose opening it was.
    seen = ticket.openings.filter(Q(link=link) | Q(link=None))
    return not link.is_for_dns and ticket.state in OPENABLE and seen.exists()
