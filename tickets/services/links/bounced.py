"""Mend a mail that didn't arrive: its recipient has another address, or somebody else gets it."""

from django.db import transaction

from organizations.models import Attention, Contact
from organizations.services import attention, customers
from organizations.services.lifecycle.locks import lock_connection
from portal.actor import Actor
from portal.text.addresses import same_address
from tickets.models import Link, Message, Ticket

from .recipients import change_recipient, resend

LOST = (Message.State.BOUNCED, Message.State.FAILED, Message.State.COMPLAINED)


def bounced_link(ticket: Ticket) -> Link:
    """Return the link whose newest mail was lost, else that of the first recipient."""
    for link in ticket.link.everyones().filter(ended="").select_related("contact"):
        newest = link.messages.order_by("-created_at", "-pk").first()
        if newest and newest.state in LOST:
            return link
    return ticket.link


def correct_address(ticket: Ticket, link: Link, *, email: str, by: Actor) -> Ticket:
    """Mail a link to its recipient at another address, which is their contact's from now on.

    At the same address it is mailed once more. Raises what `change_recipient` and `resend` do, and
    Taken where another contact has the address.
    """
    with transaction.atomic():
        # Before the contact: whoever merges customers holds them in this order, too.
        lock_connection(ticket.connection)
        if same_address(email, link.recipient_email):
            resend(ticket, by=by, link=link)
            return ticket
        contact = link.contact
        if contact is None:
            return _mail_to(ticket, link, name=link.recipient_name, email=email, by=by)
        customers.change_contact(contact, email=email, by=by)
        return _hand_over(ticket, link, contact, by=by)


def mail_someone_else(ticket: Ticket, link: Link, *, name: str, email: str, by: Actor) -> Ticket:
    """Mail a link to another person instead, who becomes a contact if they aren't one yet."""
    with transaction.atomic():
        lock_connection(ticket.connection)
        return _mail_to(ticket, link, name=name, email=email, by=by)


def _mail_to(ticket: Ticket, link: Link, *, name: str, email: str, by: Actor) -> Ticket:
    customer = ticket.connection.customer
    known = customer.contacts.filter(email__iexact=email).first()
    language = link.contact.language if link.contact else "en"
    contact = known or customers.add_contact(
        customer, name=name, email=email, language=language, by=by
    )
    return _hand_over(ticket, link, contact, by=by)


def _hand_over(ticket: Ticket, link: Link, contact: Contact, *, by: Actor) -> Ticket:
    new = change_recipient(ticket, contact, by=by, link=link)
    others = ticket.connection.links.filter(ended="", contact__bounced_at__isnull=False)
    if not others.exclude(pk=link.pk).exists():
        attention.settle(ticket.connection, Attention.Reason.BOUNCED, by=by)
    return new
