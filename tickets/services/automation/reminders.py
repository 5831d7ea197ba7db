"""Reminders of links: not opened, left half-way, about to end, ended."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max

from organizations.models import Connection, Domain, Stage, Verification
from organizations.services.connections.open_points import waits_for_staff
from portal import clock
from tickets.models import FollowUp, Link, Message, Policy, Ticket
from tickets.services.presets.quiet_hours import after_quiet

from .recipients import people, reached_by_link
from .steps import Do, Step

Kind = Message.Kind

# Before the end of a link; shorter links are not worth it.
_NOTICE = timedelta(days=2)
_SHORT = timedelta(days=4)
# After the end of a link its reminder may be this late.
_LATE = timedelta(days=3)
_BEFORE_DOMAINS = frozenset({Stage.INVITED, Stage.OPENED, Stage.CONFIGURED})


def reminders(ticket: Ticket, policy: Policy) -> list[Step]:
    """Return what the recipients of a connection's newest ticket are still to be reminded of.

    Nothing when nobody may be reminded, or when what is left are domains that the portal
    follows up by itself.
    """
    if not policy.reminds:
        return []
    reached = [link for link in people(ticket) if not link.ended and reached_by_link(link)]
    if not reached or _is_followed_up(ticket, policy):
        return []
    told = Message.objects.filter(link__in=reached, kind__in=Message.REMINDERS)
    keys: dict[UUID, set[str]] = {link.pk: set() for link in reached}
    for link_id, key in told.values_list("link", "key"):
        keys[link_id].add(key)
    unopened = _unopened_since(ticket)
    steps = [
        step for link in reached for step in _of_one(ticket, link, policy, unopened, keys[link.pk])
    ]
    return sorted(steps, key=lambda step: step.at)


def _of_one(
    ticket: Ticket, link: Link, policy: Policy, unopened: datetime | None, mailed: set[str]
) -> list[Step]:
    left = policy.most_reminders - len(mailed)
    now = clock.now()
    zone = ticket.connection.customer.time_zone
    steps = [
        Step(Do.MAIL, at, _key(kind, link, what), kind, until, to=(link.pk,))
        for kind, begins, until, what in _occasions(ticket, link, policy, unopened)
        if _key(kind, link, what) not in mailed
        and (at := after_quiet(max(begins, now), policy, zone)) < until
    ]
    return sorted(steps, key=lambda step: step.at)[: max(0, left)]


def is_still_due(message: Message, link: Link, ticket: Ticket, policy: Policy) -> bool:
    """Answer whether the reason of a link's queued reminder holds; `ticket` is the newest."""
    now = clock.now()
    return any(
        message.key == _key(kind, link, what) and now < until
        for kind, _begins, until, what in _occasions(ticket, link, policy, _unopened_since(ticket))
    )


def must_reconcile_first(step: Step, connection: Connection) -> bool:
    """Answer whether Auth0 has to be read before a step may say that setup was left half-way.

    What was done until the session ended may be all there was to do.
    """
    if step.kind != Kind.HALF_WAY:
        return False
    ended = connection.tickets.filter(link__in=step.to, session_ends_at__lte=step.at)
    last = ended.aggregate(last=Max("session_ends_at"))["last"]
    read_at = connection.checked_at
    return last is not None and (read_at is None or read_at < last)


def _unopened_since(ticket: Ticket) -> datetime | None:
    """When the first ticket behind a link was mailed; None once any of those who share it opened
    one."""
    behind = list(ticket.connection.tickets.filter(link=ticket.link_id).defer("url", "body"))
    behind.sort(key=lambda one: one.issued_at or one.created_at)
    if any(one.opened_at for one in behind):
        return None
    first = behind[0] if behind else ticket
    return first.issued_at or first.created_at


def _key(kind: Message.Kind, link: Link, what: int) -> str:
    return f"{kind}:{link.pk}:{what}"


def _occasions(
    ticket: Ticket, link: Link, policy: Policy, unopened: datetime | None
) -> Iterator[tuple[Message.Kind, datetime, datetime, int]]:
    """Each as (kind, when, until when it makes sense, which of its kind).

    `unopened` is since when nobody opened it: whoever of several did, did it for all.
    """
    ends = link.expires_at
    before_end = ends - _NOTICE if ends - link.created_at >= _SHORT else ends
    if unopened:
        mailed = max(unopened, link.created_at)
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
