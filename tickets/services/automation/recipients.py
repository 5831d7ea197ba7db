"""To whom the portal writes by itself: those who share a ticket, each as they wish."""

from collections.abc import Iterable
from uuid import UUID

from portal.text.addresses import same_address
from tickets.models import Link, Message, Ticket
from tickets.services.mail import queue
from tickets.services.mail.queue import may_be_reminded

# In the keys of mails that went to further people for the same reason.
BESIDE = "+"


def people(ticket: Ticket) -> list[Link]:
    """Return the links of all who share a ticket, the first recipient's first."""
    others = ticket.link.others.filter(left=False).select_related("contact")
    return [ticket.link, *others.order_by("created_at", "recipient_name")]


def reachable(ticket: Ticket) -> list[Link]:
    """Return the links of those who can go on with a setup and may be written to unasked."""
    return [link for link in people(ticket) if not link.is_for_dns and may_be_reminded(link)]


def reachable_about_dns(ticket: Ticket) -> list[Link]:
    """Return the same of all who can do something about a DNS record."""
    return [link for link in people(ticket) if may_be_reminded(link)]


def reached_by_link(link: Link) -> bool:
    """Answer whether a mail with a link may go to its recipient unasked, and helps them.

    A contact who got another address since cannot use the link that the old one got. Nor is a link
    mailed afterwards that the product shows to who is signed in there.
    """
    if link.is_for_dns or link.delivery == Link.Delivery.LINK or not may_be_reminded(link):
        return False
    return bool(link.contact and same_address(link.contact.email, link.recipient_email))


def queue_to_all(
    kind: Message.Kind,
    ticket: Ticket,
    *,
    key: str,
    to: Iterable[UUID] = (),
    **context: object,
) -> None:
    """Queue a mail to each of these links' recipients; without any, to all who can go on.

    The first has the key itself, so that what was mailed to several counts once.
    """
    wanted = {*to}
    links = [
        link for link in people(ticket) if (link.pk in wanted if wanted else not link.is_for_dns)
    ]
    for number, link in enumerate(links):
        own = f"{key}{BESIDE}{link.pk}" if number else key
        queue.queue(kind, ticket, key=own, link=link, **context)
