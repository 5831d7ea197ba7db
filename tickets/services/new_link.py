"""Send a new link to whoever asks for one: to the address it was sent to before, nowhere else.

What a visitor sees is the same for every address; a worker finds out afterwards whether there is
a link to send. A link that was withdrawn, or whose setup is finished, is for staff to decide.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from organizations import attention
from organizations.models import Attention
from organizations.turns import take_turns
from portal import clock
from portal.actor import Actor
from portal.wake import wake
from tickets import tasks
from tickets.models import Link, LinkWish, Message, Ticket

from .again import request_again
from .errors import TicketError, WrongState
from .messages import link_is_open
from .move import record
from .recipients import resend
from .standing import newest

# Mails with one link, whoever asks how often.
MOST_A_DAY = 3
# Connections that one address may ask about at once.
_MOST = 10


def ask_new_link(email: str, *, ip: str) -> None:
    """Note that somebody wants a new link at this address; says and does the same for every one."""
    wish, _ = LinkWish.objects.get_or_create(
        email=email.lower(), defaults={"ip": ip, "created_at": clock.now()}
    )
    wake(tasks.grant_wish, wish.pk)


def wishes_due() -> QuerySet[LinkWish]:
    """Return the wishes that nobody has granted or dropped yet."""
    return LinkWish.objects.all()


def grant_wish(wish: LinkWish) -> None:
    """Mail what is due to the address of a wish, and forget the wish. Twice is harmless."""
    by = Actor("customer", wish.email, ip=wish.ip)
    with transaction.atomic():
        if not LinkWish.objects.filter(pk=wish.pk).delete()[0]:
            return  # granted by another worker
        for link in _links_of(wish.email):
            _grant(link, by=by)


def _links_of(email: str) -> list[Link]:
    """The newest link of each connection that this address was ever invited to."""
    invited = Link.objects.filter(
        recipient_email__iexact=email,
        connection__customer__archived_at=None,
        connection__tenant__active=True,
    ).order_by("-created_at")
    latest: dict[int, Link] = {}
    for link in invited.select_related("contact", "connection__customer", "connection__tenant"):
        latest.setdefault(link.connection_id, link)
    # In one order, so that no two workers wait for each other.
    return sorted(list(latest.values())[:_MOST], key=lambda link: link.connection_id)


def _grant(link: Link, *, by: Actor) -> None:
    take_turns(link.connection)
    link.refresh_from_db(fields=["ended", "expires_at"])
    if why := _why_not(link):
        _ask_staff(link, why, by=by)
        return
    ticket = newest(link)
    try:
        # One that fails takes back what it wrote.
        with transaction.atomic():
            if link_is_open(link):
                _mail_again(ticket, by=by)
            else:
                record(ticket, "link:ask", by=by)
                request_again(ticket, by=by, reason=Ticket.Reason.RENEWAL)
    except TicketError as error:
        _ask_staff(link, str(error), by=by)


def _why_not(link: Link) -> str:
    """Return why only staff may send this address a link, in words for them; else nothing."""
    if link.ended == Link.Ended.REPLACED:
        newer = link.connection.links.order_by("-created_at").first()
        return f"The newest link went to {newer.recipient_email if newer else 'somebody else'}."
    if link.ended == Link.Ended.REVOKED:
        return "The link was withdrawn."
    if link.ended == Link.Ended.COMPLETED:
        return "The setup is finished; with a new link it could be changed."
    if link.contact is None:
        return "The recipient is no longer a contact of the customer."
    if link.contact.email.lower() != link.recipient_email.lower():
        return f"The contact has another address by now: {link.contact.email}."
    if link.contact.bounced_at:
        return f"Mails to {link.contact.email} bounce."
    if link.contact.messages.filter(state=Message.State.COMPLAINED).exists():
        return f"{link.contact.email} marked a mail of ours as spam."
    return ""


def _mail_again(ticket: Ticket, *, by: Actor) -> None:
    """The link is still good: the same once more."""
    since = clock.now() - timedelta(days=1)
    resent = ticket.link.messages.filter(key__startswith="resend:", created_at__gt=since)
    if resent.count() >= MOST_A_DAY:
        return
    try:
        resend(ticket, by=by)
    except WrongState:
        return  # it is on its way to them already
    record(ticket, "link:ask", by=by)


def _ask_staff(link: Link, why: str, *, by: Actor) -> None:
    attention.flag(
        link.connection,
        Attention.Reason.ASKED,
        detail=f"{link.recipient_name} ({link.recipient_email}) asks for a new link. {why}",
        remedy="If they should have one, issue the ticket again; else say so to them.",
        by=by,
    )
