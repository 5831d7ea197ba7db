"""Queue mails: rendered now, in the reader's language; the link is put in when they are sent."""

from datetime import datetime

from django.conf import settings

from organizations.models import Connection
from organizations.services.connections.open_points import pending_with_record
from organizations.stages import SERVING
from portal import clock
from portal.signing import record_token
from portal.wake import wake
from tickets.models import Link, Message, Ticket

from . import templates
from .failure import Failure

_KINDS = {
    Ticket.Reason.DOMAIN_VERIFICATION: Message.Kind.FOLLOW_UP,
    Ticket.Reason.RENEWAL: Message.Kind.RENEWED,
    Ticket.Reason.CERTIFICATE: Message.Kind.CERTIFICATE,
    Ticket.Reason.SECRET: Message.Kind.SECRET,
    Ticket.Reason.PROVISIONING: Message.Kind.PROVISIONING,
    Ticket.Reason.FAILING: Message.Kind.FAILING,
}


def invite(ticket: Ticket) -> list[Message]:
    """Queue the mails that carry the links of all who share a ticket; once a link, whatever renews
    behind it.

    None for a link that the product shows. What nobody of the company asked for goes to the first
    recipient, and to those of the others who may be written to unasked.
    """
    unasked = ticket.cause is not None or ticket.reason == Ticket.Reason.RENEWAL
    return [
        invite_one(ticket, link)
        for link in ticket.link.everyones().filter(ended="", delivery=Link.Delivery.MAIL)
        if link.main_id is None or not unasked or may_be_reminded(link)
    ]


def invite_one(ticket: Ticket, link: Link) -> Message:
    """Queue the mail that carries one of the links to a ticket, once."""
    kind = kind_of(ticket, link)
    context = told(kind, ticket)
    if kind != Message.Kind.DNS:
        return queue(kind, ticket, key=f"invite:{link.pk}", link=link, **context)
    # Without a record there is another one to come.
    key = records_key(link) if context["domains"] else f"invite:{link.pk}"
    earlier = Message.objects.filter(key__in=(records_key(link), f"invite:{link.pk}")).first()
    return earlier or queue(kind, ticket, key=key, link=link, **context)


def told(kind: Message.Kind, ticket: Ticket) -> dict[str, object]:
    """Return what a mail that carries a link says besides what is known of the ticket."""
    if kind == Message.Kind.DNS:
        connection = ticket.connection
        return {"domains": pending_with_record(connection) if connection.pk else []}
    # As lines: a text would be taken for a name by whoever ends sentences with one period.
    return {"personal_note": ticket.link.personal_note.splitlines()}


def records_key(link: Link) -> str:
    """Return the key of the mail that first tells who is there for DNS what to add."""
    return f"dns:{link.pk}"


def may_be_reminded(link: Link) -> bool:
    """Answer whether the recipient of a link may be written to without being asked."""
    contact = link.contact
    return bool(contact and not contact.bounced_at and not contact.opted_out_at)


def kind_of(ticket: Ticket, link: Link | None = None) -> Message.Kind:
    """Return the kind of mail that carries a link to a ticket: what the link was made for."""
    link = link or ticket.link
    if link.is_for_dns:
        return Message.Kind.DNS
    first = link.shared().tickets.order_by("pk").first() if ticket.link_id else None
    reason = Ticket.Reason((first or ticket).reason)
    renewed = reason == Ticket.Reason.RENEWAL
    if first and renewed and link.main_id and link.created_at > first.created_at:
        # Who came later had no link before.
        return Message.Kind.INVITATION
    return _KINDS.get(reason, Message.Kind.INVITATION)


def queue(
    kind: Message.Kind,
    ticket: Ticket,
    *,
    key: str,
    link: Link | None = None,
    **context: object,
) -> Message:
    """Write a mail to the recipient of a link, the ticket's own if none is named, and have it sent.

    `key` names the reason: a second call with the same key returns the first mail.
    """
    link = link or ticket.link
    to_email = link.recipient_email
    if kind == Message.Kind.RECORD and link.contact:
        to_email = link.contact.email  # it leads nowhere, so that a new address may have it
    mail = templates.render(kind, link.language, {**context_of(ticket, link), **context})
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


def preview(
    kind: Message.Kind, ticket: Ticket, *, link: Link | None = None, **context: object
) -> templates.Mail:
    """Return the mail as it would be queued; the ticket and its link need not be saved."""
    link = link or ticket.link
    return templates.render(kind, link.language, {**context_of(ticket, link), **context})


def context_of(ticket: Ticket, link: Link | None = None) -> dict[str, object]:
    """Return what the mail templates may say about a ticket to the recipient of a link to it."""
    link = link or ticket.link
    body = ticket.parsed
    return {
        "recipient_name": link.recipient_name,
        "customer": ticket.connection.customer.name,
        "sender_name": ticket.created_by.name if ticket.created_by else settings.SUPPORT_NAME,
        "for_dns": link.is_for_dns,
        "beside": beside(link) if ticket.link_id else [],
        "named_by": link.contact.named_by if link.contact else "",
        "edits": ticket.kind == Ticket.Kind.EDIT,
        "begun": bool(ticket.connection.auth0_id),
        "pending_domains": body.pending_domains,
        "verifies": body.verifies,
        "enables": ticket.connection.stage not in SERVING,
        "provisions": body.provisioning is not None,
        "good_until": link.expires_at,
        "ends": _ends(ticket),
        "failure": Failure(ticket),
        "record_url": record_url(ticket.connection),
    }


def beside(link: Link) -> list[str]:
    """Return the names of the others who can carry on with the setup."""
    if link.is_for_dns:
        return []
    others = link.everyones().filter(ended="", role=Link.Role.SETUP).exclude(pk=link.pk)
    return [other.recipient_name for other in others]


def _ends(ticket: Ticket) -> datetime | None:
    """When what a ticket is about ends."""
    connection = ticket.connection
    match ticket.purpose():
        case Ticket.Reason.PROVISIONING:
            return connection.scim_token_expires_at
        case Ticket.Reason.SECRET:
            return connection.client_secret_expires_at
    return connection.certificate_expires_at


def record_url(connection: Connection) -> str:
    """Return the address of the page to forward to whoever runs the DNS. It is no secret."""
    return f"{settings.BASE_URL.rstrip('/')}/dns/{record_token(connection.pk)}/"
