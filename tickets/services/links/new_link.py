"""Send a new link to whoever asks for one: to the address it was sent to before, nowhere else.

What a visitor sees is the same for every address; a worker finds out afterwards whether there is
a link to send. A link that was withdrawn, or whose setup is finished, is for staff to decide.
"""

from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from organizations.models import Attention
from organizations.services import attention
from organizations.services.lifecycle.locks import lock_connection
from portal import clock
from portal.actor import Actor
from portal.text.addresses import canonical_address, readable, same_address
from portal.wake import wake
from tickets.errors import TicketError, WrongState
from tickets.models import Link, LinkRequest, Message, Ticket
from tickets.services.lifecycle.move import record
from tickets.services.requests.draft import Draft, reissue_draft
from tickets.services.requests.request import request_ticket
from tickets.verbs import Verb

from .recipients import resend
from .status import is_good, newest

# Mails with one link, whoever asks how often.
MOST_A_DAY = 3
# Connections that one address may ask about at once.
_MOST = 10


def ask_new_link(email: str, *, ip: str) -> None:
    """Note that somebody wants a new link at this address; says and does the same for every one."""
    link_request, _ = LinkRequest.objects.get_or_create(
        email=canonical_address(email).lower(), defaults={"ip": ip, "created_at": clock.now()}
    )
    wake("tickets.grant_link_request", link_request.pk)


def link_requests_due() -> QuerySet[LinkRequest]:
    """Return the link requests that nobody has answered or dropped yet."""
    return LinkRequest.objects.all()


def grant_link_request(link_request: LinkRequest) -> None:
    """Mail what is due to who asked for a link, and forget the request. Twice is harmless."""
    by = Actor("customer", readable(link_request.email), ip=link_request.ip)
    with transaction.atomic():
        if not LinkRequest.objects.filter(pk=link_request.pk).delete()[0]:
            return  # granted by another worker
        for link in _links_of(link_request.email):
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
    lock_connection(link.connection)
    link.refresh_from_db(fields=["ended", "expires_at"])
    if why := _why_not(link):
        _ask_staff(link, why, by=by)
        return
    ticket = newest(link)
    if link.is_for_dns and not is_good(link):
        # It leads to records only: longer, rather than another ticket for all.
        link.expires_at = clock.now() + (link.expires_at - link.created_at)
        link.save(update_fields=["expires_at"])
    try:
        # One that fails takes back what it wrote.
        with transaction.atomic():
            if is_good(link):
                _resend(ticket, link, by=by)
            else:
                record(ticket, Verb.LINK_ASK, by=by)
                request_ticket(_asked_for(ticket, link), by=by)
    except TicketError as error:
        _ask_staff(link, str(error), by=by)


def _asked_for(ticket: Ticket, link: Link) -> Draft:
    """The ticket for all who share it, first of all for who asked."""
    draft = replace(reissue_draft(ticket), reason=Ticket.Reason.RENEWAL)
    asked = [one for one in draft.others if one.contact.pk == link.contact_id]
    return draft.led_by(asked[0]) if asked else draft


def _why_not(link: Link) -> str:
    """Return why only staff may send this address a link, in words for them; else nothing."""
    if link.ended == Link.Ended.REPLACED:
        newer = link.connection.links.order_by("-created_at").first()
        recipient = readable(newer.recipient_email) if newer else "someone else"
        return f"The newest link went to {recipient}."
    if link.ended == Link.Ended.REVOKED:
        return "The link was revoked."
    if link.ended == Link.Ended.COMPLETED:
        return "Setup is finished; a new link would allow changes."
    if link.delivery == Link.Delivery.LINK:
        return "Your product shows their link, so it isn't emailed."
    if link.contact is None:
        return "The recipient is no longer a contact of the customer."
    if not same_address(link.contact.email, link.recipient_email):
        return f"The contact now has another email address: {readable(link.contact.email)}."
    if link.contact.bounced_at:
        return f"Emails to {readable(link.contact.email)} bounce."
    if link.contact.messages.filter(state=Message.State.COMPLAINED).exists():
        return f"{readable(link.contact.email)} marked one of our emails as spam."
    return ""


def _resend(ticket: Ticket, link: Link, *, by: Actor) -> None:
    """The link is still good: the same once more."""
    since = clock.now() - timedelta(days=1)
    resent = link.messages.filter(key__startswith="resend:", created_at__gt=since)
    if resent.count() >= MOST_A_DAY:
        return
    try:
        resend(ticket, by=by, link=link)
    except WrongState:
        return  # it is on its way to them already
    record(ticket, Verb.LINK_ASK, by=by)


def _ask_staff(link: Link, why: str, *, by: Actor) -> None:
    attention.flag(
        link.connection,
        Attention.Reason.ASKED,
        detail=f"{link.recipient_name} ({readable(link.recipient_email)}) requested a new link. "
        f"{why}",
        remedy="If they should get one, reissue the ticket. Otherwise, let them know.",
        by=by,
    )
