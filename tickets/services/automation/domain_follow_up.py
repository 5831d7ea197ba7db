"""Domains that are still to be verified: what the portal does about them, and when it stops."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from organizations.models import Attention, Connection, Domain, Stage, Verification
from organizations.services.connections.open_points import (
    UNFINISHED,
    hides_domains,
    pending_with_record,
    portal_can_enable,
    waits_for_staff,
)
from organizations.services.domains.diagnosis import explain
from portal import clock
from portal.text.addresses import readable
from tickets.models import FollowUp, Link, Message, Policy, Ticket
from tickets.services.lifecycle.openings import MOST_OPENINGS
from tickets.services.mail.queue import may_be_reminded, records_key
from tickets.services.presets.quiet_hours import after_quiet
from tickets.states import OPENABLE, State

from .recipients import BESIDE, people, reachable, reachable_about_dns
from .steps import Do, Step

# Between two links to finish with.
PAUSE = timedelta(days=1)


def follow_ups(ticket: Ticket, policy: Policy) -> list[Step]:
    """Return what is to be done about the domains of a connection; `ticket` is its newest.

    When the record is right or Auth0 has verified it: the edit ticket, or enabling, by policy.
    While the record is not right: a mail with what is there and what is expected. Where Auth0
    does not show the record: the edit ticket after the same time, since only the assistant knows.
    After the policy's number of follow-ups, and where the portal may not act, staff are asked.
    """
    connection = ticket.connection
    if connection.stage not in UNFINISHED or not connection.auth0_id:
        return []
    if waits_for_staff(connection):
        step: Step | None = _theirs(ticket)
    else:
        step = _about_domains(ticket, policy)
    return [*_records_to_add(ticket, policy), *_unless_asked(step, connection)]


def follow_ups_when_live(
    connection: Connection, ticket: Ticket | None, policy: Policy
) -> list[Step]:
    """Return what is to be done about a domain that came later, once its record is right.

    `ticket` is the connection's newest. Nobody is reminded of a domain they may have skipped.
    """
    right = [one for one in pending_with_record(connection) if one.lookup == Domain.Lookup.RIGHT]
    if not right:
        return []
    if ticket is None:
        names = ", ".join(domain.name for domain in right)
        step: Step | None = Step(
            Do.ASK,
            clock.now(),
            f"ask:{connection.pk}",
            detail=f"The TXT record of {names} is correct, so the domain can be verified.",
            remedy="Issue an edit ticket with domain verification, or mark the domain as verified.",
        )
    else:
        step = _ready(ticket, policy, right)
    return _unless_asked(step, connection)


def _records_to_add(ticket: Ticket, policy: Policy) -> list[Step]:
    """What to add, told to who is there for DNS only as soon as it is known."""
    connection = ticket.connection
    known = [link for link in people(ticket) if link.is_for_dns and not link.ended]
    if not known:
        return []
    if all(one.lookup == Domain.Lookup.RIGHT for one in pending_with_record(connection)):
        return []
    at = after_quiet(clock.now(), policy, connection.customer.time_zone)
    mailed = connection.messages.filter(key__in=[records_key(link) for link in known])
    done = {*mailed.values_list("key", flat=True)}
    return [
        Step(Do.MAIL, at, records_key(link), Message.Kind.DNS, to=(link.pk,))
        for link in known
        if records_key(link) not in done and may_be_reminded(link)
    ]


def _unless_asked(step: Step | None, connection: Connection) -> list[Step]:
    if step is None or (step.do == Do.ASK and _asked_since(connection)):
        return []
    return [step]


def _about_domains(ticket: Ticket, policy: Policy) -> Step | None:
    connection = ticket.connection
    pending = pending_with_record(connection)
    if connection.verification == Verification.NONE and not pending:
        return None
    wrong = [domain for domain in pending if domain.lookup != Domain.Lookup.RIGHT]
    proven = connection.domains.filter(state=Domain.State.VERIFIED).exists()
    if wrong:
        return _not_right(ticket, policy, wrong)
    if hides_domains(connection):
        return _not_seen(ticket, policy)
    if pending or proven or connection.stage == Stage.DOMAIN_VERIFIED:
        return _ready(ticket, policy, pending)
    return None


def _ready(ticket: Ticket, policy: Policy, pending: list[Domain]) -> Step | None:
    """A domain can be verified, or was: only the last steps are left."""
    if policy.follow_up == FollowUp.ENABLE and portal_can_enable(ticket.connection, pending):
        return Step(Do.ENABLE, _after_session(ticket), f"enable:{ticket.pk}")
    if policy.follow_up == FollowUp.NOTHING:
        at = _next_ticket(ticket, clock.now())
        return _ask(ticket, at, "The domain can be verified now.", "Send the follow-up.")
    return _edit_ticket(ticket, policy, clock.now())


def _not_seen(ticket: Ticket, policy: Policy) -> Step | None:
    if policy.follow_up == FollowUp.NOTHING:
        return None
    since = ticket.session_ends_at or ticket.created_at
    return _edit_ticket(ticket, policy, since + timedelta(hours=policy.record_hours))


def _edit_ticket(ticket: Ticket, policy: Policy, at: datetime) -> Step:
    at = _next_ticket(ticket, at)
    made = len(_made(ticket.connection))
    if made >= policy.most_follow_ups:
        return _enough(ticket, at, made)
    if not reachable(ticket):
        return _unreachable(ticket, at)
    return Step(Do.TICKET, at, f"follow-up:{ticket.pk}", Message.Kind.FOLLOW_UP)


def _next_ticket(ticket: Ticket, at: datetime) -> datetime:
    """Not before what they have leads nowhere, nor soon after the last link.

    A mail about the record is none: whoever mended it then need not wait.
    """
    last = [one + PAUSE for one in _links_made(ticket.connection)[-1:]]
    return max([at, _leads_until(ticket), *last])


def _not_right(ticket: Ticket, policy: Policy, wrong: list[Domain]) -> Step | None:
    connection = ticket.connection
    made = _made(connection)
    since = max([wrong[0].created_at, *made])
    at = max(since + timedelta(hours=policy.record_hours), _after_session(ticket))
    if policy.follow_up == FollowUp.NOTHING:
        found = " ".join(explain(domain).what for domain in wrong)
        return _ask(ticket, at, found, "Talk to the customer, then send the follow-up.")
    if len(made) >= policy.most_follow_ups:
        return _enough(ticket, at, len(made))
    to = tuple(link.pk for link in reachable_about_dns(ticket))
    if not to:
        return _unreachable(ticket, at)
    at = after_quiet(max(at, clock.now()), policy, connection.customer.time_zone)
    key = f"record:{connection.pk}:{len(made)}:{ticket.pk}"
    return Step(Do.MAIL, at, key, Message.Kind.RECORD, to=to)


def record_context(connection: Connection) -> dict[str, object]:
    """Return what the mail about records shows; its page is for whoever runs the DNS."""
    wrong = [one for one in pending_with_record(connection) if one.lookup != Domain.Lookup.RIGHT]
    return {"domains": wrong}


def _made(connection: Connection) -> list[datetime]:
    """When the portal followed up since a person last issued a ticket, oldest first."""
    # One that went to several counts once.
    mails = connection.messages.filter(kind=Message.Kind.RECORD).exclude(key__contains=BESIDE)
    records = mails.values_list("created_at", flat=True)
    return sorted([*_links_made(connection), *_since_a_person(connection, records)])


def _links_made(connection: Connection) -> list[datetime]:
    """When the portal made links to finish with, since a person last issued a ticket."""
    tickets = connection.tickets.filter(
        reason=Ticket.Reason.DOMAIN_VERIFICATION, cause__isnull=False
    )
    return sorted(_since_a_person(connection, tickets.values_list("created_at", flat=True)))


def _since_a_person(connection: Connection, moments: Iterable[datetime]) -> list[datetime]:
    people = connection.tickets.filter(created_by__isnull=False)
    by_hand = people.exclude(reason=Ticket.Reason.RENEWAL).first()
    return [at for at in moments if by_hand is None or at > by_hand.created_at]


def _leads_until(ticket: Ticket) -> datetime:
    """Until when the customer can finish with what they have: no second link before."""
    if ticket.state == State.OPENED or ticket.opened_at:
        return _after_session(ticket)
    return ticket.link.expires_at


def _after_session(ticket: Ticket) -> datetime:
    """When nobody is in the assistant (any more)."""
    running = ticket.state in OPENABLE and ticket.openings_used < MOST_OPENINGS
    return ticket.session_ends_at if running and ticket.session_ends_at else clock.now()


def _enough(ticket: Ticket, at: datetime, made: int) -> Step:
    times = "1 follow-up" if made == 1 else f"{made} follow-ups"
    found = [explain(domain).what for domain in pending_with_record(ticket.connection)]
    return _ask(
        ticket,
        at,
        " ".join([f"After {times}, setup still isn't finished.", *found]),
        "Talk to the customer, then send the follow-up yourself. The portal continues "
        "automatically from there.",
    )


def _unreachable(ticket: Ticket, at: datetime) -> Step:
    contact = ticket.link.contact
    if ticket.link.others.filter(left=False, role=Link.Role.SETUP).exists():
        why = "none of its recipients can be emailed"
    elif contact is None:
        why = "its recipient is no longer a contact"
    elif contact.bounced_at:
        why = f"emails to {readable(contact.email)} bounce"
    else:
        why = f"{readable(contact.email)} opted out of emails"
    return _ask(
        ticket,
        at,
        f"The follow-up couldn't be sent: {why}.",
        "Send the follow-up to another contact, or enable the connection yourself.",
    )


def _theirs(ticket: Ticket) -> Step:
    return _ask(
        ticket,
        _after_session(ticket),
        "The customer has set up the connection. No application was requested for it, so "
        "only you can enable it.",
        "Enable it in Auth0 for its applications. The portal detects this automatically.",
    )


def _ask(ticket: Ticket, at: datetime, detail: str, remedy: str) -> Step:
    return Step(Do.ASK, at, f"ask:{ticket.pk}", detail=detail, remedy=remedy)


def _asked_since(connection: Connection) -> bool:
    """Staff are asked already, or resolved it after the last thing that was done."""
    newest = connection.tickets.order_by("pk").last()
    since = max([newest.created_at if newest else connection.created_at, *_made(connection)])
    asked = connection.attentions.filter(reason=Attention.Reason.STALLED)
    return asked.filter(Q(resolved_at=None) | Q(since__gte=since)).exists()
