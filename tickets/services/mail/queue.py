"""Queue mails: rendered now, in the reader's language; the link is put in when they are sent."""

from django.conf import settings

from organizations.models import Connection
from organizations.stages import SERVING
from portal import clock
from portal.signing import record_token
from portal.wake import wake
from tickets.models import Link, Message, Ticket

from . import templates

_KINDS = {
    Ticket.Reason.DOMAIN_VERIFICATION: Message.Kind.FOLLOW_UP,
    Ticket.Reason.RENEWAL: Message.Kind.RENEWED,
    Ticket.Reason.CERTIFICATE: Message.Kind.CERTIFICATE,
    Ticket.Reason.PROVISIONING: Message.Kind.PROVISIONING,
}


def invite(ticket: Ticket) -> Message | None:
    """Queue the mail that carries a ticket's link; once a link, whatever renews behind it.

    None for a link that the product shows.
    """
    if ticket.link.delivery == Link.Delivery.LINK:
        return None
    return queue(kind_of(ticket), ticket, key=f"invite:{ticket.link_id}")


def kind_of(ticket: Ticket) -> Message.Kind:
    """Return the kind of mail that carries a ticket's link: what the link was made for."""
    first = ticket.link.tickets.order_by("pk").first() if ticket.link_id else None
    reason = Ticket.Reason((first or ticket).reason)
    return _KINDS.get(reason, Message.Kind.INVITATION)


def queue(kind: Message.Kind, ticket: Ticket, *, key: str, **context: object) -> Message:
    """Write a mail to the recipient of a ticket's link and wake a worker to send it.

    `key` names the reason: a second call with the same key returns the first mail.
    """
    link = ticket.link
    to_email = link.recipient_email
    if kind == Message.Kind.RECORD and link.contact:
        to_email = link.contact.email  # it leads nowhere, so that a new address may have it
    mail = templates.render(kind, link.language, {**context_of(ticket), **context})
    now = clock.now()
    message, created = Message.objects.get_or_create(
        key=key,
        defaults={
            "connection": ticket.connection,
            "contact": link.contact,
            "link": link,
            "ticket": ticket,
            "kind": kind,
            "to_name": link.recipient_name,
            "to_email": to_email,
            "language": link.language,
            "subject": mail.subject,
            "text": mail.text,
            "html": mail.html,
            "created_at": now,
            "due_at": now,
        },
    )
    if created:
        wake("tickets.send_message", message.pk)
    return message


def preview(kind: Message.Kind, ticket: Ticket, **context: object) -> templates.Mail:
    """Return the mail as it would be queued; the ticket and its link need not be saved."""
    return templates.render(kind, ticket.link.language, {**context_of(ticket), **context})


def context_of(ticket: Ticket) -> dict[str, object]:
    """Return what the mail templates may say about a ticket."""
    link = ticket.link
    body = ticket.parsed
    return {
        "recipient_name": link.recipient_name,
        "customer": ticket.connection.customer.name,
        "sender_name": ticket.created_by.name if ticket.created_by else settings.SUPPORT_NAME,
        "named_by": link.contact.named_by if link.contact else "",
        "edits": ticket.kind == Ticket.Kind.EDIT,
        "pending_domains": body.pending_domains,
        "verifies": body.verifies,
        "enables": ticket.connection.stage not in SERVING,
        "provisions": body.provisioning is not None,
        "good_until": link.expires_at,
        "ends": ticket.connection.scim_token_expires_at
        if ticket.purpose() == Ticket.Reason.PROVISIONING
        else ticket.connection.certificate_expires_at,
        "record_url": record_url(ticket.connection),
    }


def record_url(connection: Connection) -> str:
    """Return the address of the page to forward to whoever runs the DNS. It is no secret."""
    return f"{settings.BASE_URL.rstrip('/')}/dns/{record_token(connection.pk)}/"
