"""Carry a connection on by itself: plan from the rows what is due, do it, note what comes next.

What was done shows in the rows (tickets with a cause, messages with a key), so that a plan made
again does not hold it any more: every step happens once, however often and from wherever this
is called.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from organizations import attention
from organizations import services as organizations
from organizations.errors import Rejected
from organizations.models import Attention, Connection, Domain, Stage
from organizations.problems import explain
from organizations.turns import take_turns
from portal import clock
from portal.actor import Actor
from portal.auth0 import Auth0Error, Unavailable
from tickets.models import Course, Policy, Ticket
from tickets.states import OPENABLE, State

from . import follow_up, messages
from .after_live import endings_to_tell
from .errors import TicketError
from .policies import policy_of
from .reminders import reminders
from .request import request_ticket
from .step_mails import context_of, draft_of, newest_of
from .steps import Do, Step
from .waiting import waited_for

FOLLOWER = Actor.system("Setup follower")
# After Auth0 was away, and after it refused.
_MOST_STEPS = 10
_SOON, _LATER = timedelta(minutes=5), timedelta(hours=1)


def upcoming(connection: Connection, *, rules: Policy | None = None) -> list[Step]:
    """Return what the portal will do about a connection by itself as things stand, soonest first.

    By its own rules, or by these. Reads rows only. What depends on the customer (a record set, a
    session finished) is not in it before it happens.
    """
    if connection.customer.archived_at or not connection.tenant.active:
        return []
    policy, ticket = rules or policy_of(connection), newest_of(connection)
    if connection.stage == Stage.LIVE:
        later = follow_up.follow_ups_when_live(connection, ticket, policy)
        return sorted([*endings_to_tell(connection, policy), *later], key=lambda step: step.at)
    if ticket is None or ticket.link.ended or ticket.state not in OPENABLE | {State.EXPIRED}:
        return []
    if connection.stage in (Stage.DISABLED, Stage.GONE):
        return []
    steps = [*reminders(ticket, policy), *follow_up.follow_ups(ticket, policy)]
    if not any(step.do != Do.MAIL for step in steps):
        steps += _link_over(ticket)
    return sorted(steps, key=lambda step: step.at)


def pursue(connection: Connection) -> None:
    """Do what is due for a connection and note when the next thing is. Twice is harmless.

    Asks Auth0 only to enable a connection; call it outside transactions.
    """
    for _ in range(_MOST_STEPS):
        with transaction.atomic():
            take_turns(connection)
            connection.refresh_from_db()
            step = next(iter(upcoming(connection)), None)
            if step is None or step.at > clock.now():
                _note(connection, step.at if step else None, comes=step.comes if step else "")
                return
            if step.do != Do.ENABLE and not _do(step, connection):
                _note(connection, clock.now() + _LATER)
                return
        if step.do == Do.ENABLE:
            _note(connection, clock.now() + _enable(connection))
            return


def _do(step: Step, connection: Connection) -> bool:
    """Do one step in the rows; answer False when it could not be done."""
    if step.do == Do.ASK:
        _ask(connection, step.detail, step.remedy)
        return True
    if step.do == Do.MAIL:
        assert step.kind  # noqa: S101 - a mail has a kind
        ticket = newest_of(connection)
        assert ticket  # noqa: S101 - planned from it
        messages.queue(step.kind, ticket, key=step.key, **context_of(step, connection))
        return True
    try:
        # One that fails takes back what it wrote.
        with transaction.atomic():
            request_ticket(connection, by=FOLLOWER, cause=step.key, **_wanted(step, connection))
    except TicketError as error:
        _ask(
            connection,
            f"The portal could not issue the next ticket: {error}",
            "Correct what it names, then issue the ticket by hand.",
        )
        return False
    return True


def _wanted(step: Step, connection: Connection) -> dict[str, Any]:
    draft = draft_of(step, connection)
    names = ("preset", "contact", "kind", "reason", "request", "custom_domain")
    return {name: getattr(draft, name) for name in names}


def _enable(connection: Connection) -> timedelta:
    """Have Auth0 do everything that is still missing; return when to see to it again."""
    try:
        for domain in waited_for(connection):
            later = connection.stage == Stage.LIVE and domain.lookup != Domain.Lookup.RIGHT
            if not later and not organizations.accept_record(domain, by=FOLLOWER):
                return _SOON
        organizations.enable_connection(connection, by=FOLLOWER, **_membership(connection))
    except Unavailable:
        return _SOON
    except (Rejected, Auth0Error) as error:
        why = str(explain(error)) if isinstance(error, Auth0Error) else error.message
        _ask(
            connection,
            f"The portal could not enable the connection. {why}",
            "Correct that: the portal tries again every hour.",
        )
        return _LATER
    organizations.look(connection, urgent=True)
    return _SOON


def _membership(connection: Connection) -> dict[str, bool]:
    """How the organization is to use the connection, as the first ticket said."""
    for ticket in connection.tickets.order_by("pk"):
        for row in ticket.request.get("enabled_organizations", []):
            return {
                "assign_membership_on_login": row.get("assign_membership_on_login", False),
                "show_as_button": row.get("show_as_button", True),
            }
    return {}


def _link_over(ticket: Ticket) -> list[Step]:
    """Nothing more happens by itself once the link has ended: then a person is needed."""
    ends = ticket.link.expires_at
    asked = ticket.connection.attentions.filter(reason=Attention.Reason.STALLED)
    if asked.filter(Q(resolved_at=None) | Q(since__gte=ends)).exists():
        return []
    return [
        Step(
            Do.ASK,
            ends,
            f"over:{ticket.link_id}",
            detail=f"The link to {ticket.link.recipient_email} has ended and the setup is not "
            "finished.",
            remedy="Talk to the customer, then issue the ticket again.",
        )
    ]


def _ask(connection: Connection, detail: str, remedy: str) -> None:
    attention.flag(connection, Attention.Reason.STALLED, detail=detail, remedy=remedy, by=FOLLOWER)


def _note(connection: Connection, at: datetime | None, *, comes: str = "") -> None:
    Course.objects.update_or_create(
        connection=connection,
        defaults={"due_at": at, "planned_at": clock.now(), "comes": comes},
    )
