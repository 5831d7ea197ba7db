"""Reminders of one link: not opened, left half-way, about to end, ended."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from organizations.models import Domain, Stage, Verification
from organizations.services.connections.open_points import waits_for_staff
from portal import clock
from portal.text.addresses import same_address
from tickets.models import FollowUp, Link, Message, Policy, Ticket
from tickets.services.presets.quiet_hours import after_quiet

from .steps import Do, Step

Kind = Message.Kind

# Before the end of a link; shorter links are not worth it.
_NOTICE = timedelta(days=2)
_SHORT = timedelta(days=4)
# After the end of a link its reminder may be this late.
_LATE = timedelta(days=3)
_BEFORE_DOMAINS = frozenset({Stage.INVITED, Stage.OPENED, Stage.CONFIGURED})


def reminders(ticket: Ticket, policy: Policy) -> list[Step]:
    """Return what the recipient of a connection's newest ticket is still to be reminded of.

    Nothing when nobody may be reminded, or when what is left are domains that the portal
    follows up by itself.
    """
    link = ticket.link
    if not policy.reminds or not reached_by_link(ticket) or _is_followed_up(ticket, policy):
        return []
    mailed = set(link.messages.filter(kind__in=Message.REMINDERS).values_list("key", flat=True))
    left = policy.most_reminders - len(mailed)
    now = clock.now()
    zone = ticket.connection.customer.time_zone
    steps = [
        Step(Do.MAIL, at, _key(kind, ticket, what), kind, until)
        for kind, begins, until, what in _occasions(ticket, policy)
        if _key(kind, ticket, what) not in mailed
        and (at := after_quiet(max(begins, now), policy, zone)) < until
    ]
    return sorted(steps, key=lambda step: step.at)[: max(0, left)]


def reachable(ticket: Ticket) -> bool:
    """Answer whether the recipient may be written to without being asked."""
    contact = ticket.link.contact
    return bool(contact and not contact.bounced_at and not contact.opted_out_at)


def is_still_due(message: Message, ticket: Ticket, policy: Policy) -> bool:
    """Answer whether the reason of a reminder that was queued holds; `ticket` is the newest."""
    now = clock.now()
    return any(
        message.key == _key(kind, ticket, what) and now < until
        for kind, _begins, until, what in _occasions(ticket, policy)
    )


def reached_by_link(ticket: Ticket) -> bool:
    """Answer whether a mail with a ticket's link may go to its recipient, and helps them.

    A contact who got another address since cannot use the link that the old one got. Nor is a link
    mailed afterwards that the product shows to who is signed in there.
    """
    contact = ticket.link.contact
    if ticket.link.delivery == Link.Delivery.LINK:
        return False
    return bool(
        reachable(ticket) and contact and same_address(contact.email, ticket.link.recipient_email)
    )


def _key(kind: Message.Kind, ticket: Ticket, what: int) -> str:
    return f"{kind}:{ticket.link_id}:{what}"


def _occasions(
    ticket: Ticket, policy: Policy
) -> Iterator[tuple[Message.Kind, datetime, datetime, int]]:
    """Each as (kind, when, until when it makes sense, which of its kind)."""
    link = ticket.link
    ends = link.expires_at
    before_end = ends - _NOTICE if ends - link.created_at >= _SHORT else ends
    opened = ticket.connection.tickets.filter(link=link, opened_at__isnull=False).exists()
    if not opened:
        first = link.tickets.order_by("issued_at").first() or ticket
        mailed = first.issued_at or first.created_at
        yield Kind.UNOPENED, mailed + timedelta(days=policy.unopened_days), before_end, 0
    elif ticket.session_ends_at and ticket.connection.stage in _BEFORE_DOMAINS:
        yield Kind.HALF_WAY, ticket.session_ends_at, before_end, ticket.pk
    if before_end < ends:
        yield Kind.LINK_ENDING, before_end, ends, 0
    yield Kind.LINK_ENDED, ends, ends + _LATE, 0


def _is_followed_up(ticket: Ticket, policy: Policy) -> bool:
    """The portal makes a new link when there is something to do; this one need not be used.

    Or nothing is left for the customer to do.
    """
    if waits_for_staff(ticket.connection):
        return True
    if policy.follow_up == FollowUp.NOTHING or ticket.connection.verification == Verification.NONE:
        return False
    if ticket.reason == Ticket.Reason.DOMAIN_VERIFICATION and ticket.opened_at is None:
        return False
    waits = ticket.connection.domains.filter(state=Domain.State.PENDING).exclude(auth0_id="")
    on_domains = ticket.connection.stage in (Stage.DOMAIN_PENDING, Stage.DOMAIN_VERIFIED)
    return on_domains or (ticket.connection.stage == Stage.CONFIGURED and waits.exists())
