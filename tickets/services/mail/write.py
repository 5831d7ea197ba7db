"""What staff write to a contact in words of their own."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction

from organizations.errors import Rejected
from organizations.models import Connection, Contact
from organizations.services import audit
from portal import clock
from portal.actor import Actor
from portal.text.addresses import readable
from portal.wake import wake
from tickets.models import Message
from tickets.verbs import Verb

from . import templates

_KIND = Message.Kind.MESSAGE


@dataclass(frozen=True, slots=True)
class Written:
    """A message as staff typed it, plain text."""

    subject: str
    text: str


def preview_written(contact: Contact, written: Written, *, by: Actor) -> templates.Mail:
    """Return the mail as it would be sent."""
    return templates.render(
        _KIND,
        contact.language,
        {
            "recipient_name": contact.name,
            "customer": contact.customer.name,
            "named_by": contact.named_by,
            "sender_name": by.name or settings.SUPPORT_NAME,
            "written_subject": written.subject,
            # As lines: a text would be taken for a name by whoever ends sentences with one period.
            "written": written.text.splitlines(),
        },
    )


def write_to(contact: Contact, written: Written, *, once: UUID, by: Actor) -> Message:
    """Queue a message to a contact; the same `once` twice sends one.

    It's kept with the customer's newest connection. Raises Rejected where there is none yet, and
    where mail to the contact bounced.
    """
    if contact.bounced_at:
        raise Rejected(
            f"Email to {readable(contact.email)} bounced. Correct the contact's address first."
        )
    connection = last_connection(contact)
    if connection is None:
        raise Rejected(f"{contact.customer} has no connection yet. Issue a ticket first.")
    mail = preview_written(contact, written, by=by)
    now = clock.now()
    with transaction.atomic():
        message, created = Message.objects.get_or_create(
            key=f"message:{once}",
            defaults={
                "connection": connection,
                "contact": contact,
                "kind": _KIND,
                "created_by": by.user,
                "to_name": contact.name,
                "to_email": contact.email,
                "language": contact.language,
                "subject": mail.subject,
                "text": mail.text,
                "html": mail.html,
                "created_at": now,
                "due_at": now,
            },
        )
        if created:
            audit.record(
                Verb.CONTACT_WRITE,
                by=by,
                connection=connection,
                to=contact.email,
                subject=written.subject,
            )
            wake("tickets.send_message", message.pk)
    return message


def last_connection(contact: Contact) -> Connection | None:
    """Return the connection that messages to a contact are kept with: the customer's newest."""
    return contact.customer.connections.order_by("pk").last()
