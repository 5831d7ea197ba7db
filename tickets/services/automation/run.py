"""Run a connection's automation: plan from the rows what is due, do it, note what comes next.

What was done shows in the rows (tickets with a cause, messages with a key), so that a plan made
again does not hold it any more: every step happens once, however often and from wherever this
is called.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from organizations.auth0_problems import explain
from organizations.errors import Rejected
from organizations.models import Attention, Connection, Domain, Stage
from organizations.services import attention, connections, domains, sign_ins
from organizations.services.connections.open_points import pending_with_record
from organizations.services.lifecycle.locks import lock_connection
from organizations.stages import SERVING
from portal import clock
from portal.actor import Actor
from portal.auth0 import Auth0Error, Unavailable
from portal.text.addresses import readable
from tickets.errors import TicketError
from tickets.models import Automation, Message, Policy, Ticket
from tickets.services.presets.policies import policy_of
from tickets.services.requests.request import request_ticket
from tickets.states import OPENABLE, State

from . import domain_follow_up, failing_sign_ins, first_sign_in
from .expiry_tickets import expiries_to_announce
from .recipients import queue_to_all
from .reminders import must_reconcile_first, reminders
from .step_mails import context_of, draft_of, newest_of, ticket_of
from .steps import Do, Step

AUTOMATION = Actor.system("Automation")
# After Auth0 was away, and after it refused.
_MOST_STEPS = 10
_SOON, _LATER = timedelta(minutes=5), timedelta(hours=1)
# After the log could not be read: nothing is lost by asking half a day later.
_MUCH_LATER = timedelta(hours=12)


def planned_steps(connection: Connection, *, rules: Policy | None = None) -> list[Step]:
    """Return what the portal will do about a connection by itself as things stand, soonest first.

    By its own rules, or by these. Reads rows only. What depends on the customer (a record set, a
    session finished) is not in it before it happens.
    """
    if connection.customer.archived_at or not connection.tenant.active:
        return []
    steps = _steps(connection, rules)
    if connection.customer.reminders_paused_at:
        steps = [one for one in steps if one.do != Do.MAIL or one.kind not in Message.PAUSABLE]
    return sorted(steps, key=lambda step: step.at)


def _steps(connection: Connection, rules: Policy | None) -> list[Step]:
    policy, ticket = rules or policy_of(connection), newest_of(connection)
    if connection.stage in SERVING:
        later = domain_follow_up.follow_ups_when_live(connection, ticket, policy)
        steps = [*expiries_to_announce(connection, policy), *later]
        steps += first_sign_in.asks_to_try(connection, ticket, policy)
        steps += first_sign_in.tells_of_first(connection, ticket, policy)
        return [*steps, *failing_sign_ins.steps(connection, ticket, policy)]
    if ticket is None or ticket.link.ended or ticket.state not in OPENABLE | {State.EXPIRED}:
        return []
    if connection.stage in (Stage.DISABLED, Stage.GONE):
        return []
    steps = [*reminders(ticket, policy), *domain_follow_up.follow_ups(ticket, policy)]
    if not any(step.do != Do.MAIL for step in steps):
        steps += _link_over(ticket)
    return steps


def run_due_steps(connection: Connection) -> None:
    """Do what is due for a connection and note when the next thing is. Twice is harmless.

    Asks Auth0 only to enable a connection, and before it says that setup was left half-way or
    that nobody has signed in, or can; call it outside transactions.
    """
    for _ in range(_MOST_STEPS):
        with transaction.atomic():
            lock_connection(connection)
            connection.refresh_from_db()
            step = next(iter(planned_steps(connection)), None)
            if step is None or step.at > clock.now():
                _note(
                    connection,
                    step.at if step else None,
                    planned_step=step.planned_step if step else "",
                )
                return
            look = first_sign_in.must_look_first(
                step, connection
            ) or failing_sign_ins.must_look_first(step, connection)
            stale = must_reconcile_first(step, connection)
            if not (step.do == Do.ENABLE or look or stale or _do(step, connection)):
                _note(connection, clock.now() + _LATER)
                return
        if stale and connections.reconcile(connection, urgent=True).check_error:
            _note(connection, clock.now() + _SOON)
            return
        if look and not sign_ins.look_now(connection):
            _note(connection, clock.now() + _MUCH_LATER)
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
        ticket = ticket_of(step, connection)
        assert ticket  # noqa: S101 - planned from it
        context = context_of(step, connection)
        queue_to_all(step.kind, ticket, key=step.key, to=step.to, **context)
        return True
    try:
        # One that fails takes back what it wrote.
        with transaction.atomic():
            draft = draft_of(step, connection)
            request_ticket(replace(draft, cause=step.key, connection=connection), by=AUTOMATION)
    except TicketError as error:
        _ask(
            connection,
            f"The portal couldn't issue the next ticket: {error}",
            "Fix the problem, then issue the ticket yourself.",
        )
        return False
    return True


def _enable(connection: Connection) -> timedelta:
    """Have Auth0 do everything that is still missing; return when to see to it again."""
    try:
        for domain in pending_with_record(connection):
            later = connection.stage in SERVING and domain.lookup != Domain.Lookup.RIGHT
            if not later and not domains.accept_record(domain, by=AUTOMATION):
                return _SOON
        connections.enable_connection(connection, by=AUTOMATION, **_membership(connection))
    except Unavailable:
        return _SOON
    except (Rejected, Auth0Error) as error:
        why = str(explain(error)) if isinstance(error, Auth0Error) else error.message
        _ask(
            connection,
            f"The portal couldn't enable the connection. {why}",
            "Fix the problem. The portal tries again every hour.",
        )
        return _LATER
    connections.reconcile(connection, urgent=True)
    return _SOON


def _membership(connection: Connection) -> dict[str, bool]:
    """How the organization is to use the connection, as the first ticket said."""
    for ticket in connection.tickets.order_by("pk"):
        for row in ticket.parsed.enabled_organizations or ():
            return {
                "assign_membership_on_login": row.assign_membership_on_login,
                "show_as_button": row.show_as_button,
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
            detail=f"The link sent to {readable(ticket.link.recipient_email)} expired before "
            "setup was finished.",
            remedy="Talk to the customer, then reissue the ticket.",
        )
    ]


def _ask(connection: Connection, detail: str, remedy: str) -> None:
    attention.flag(
        connection, Attention.Reason.STALLED, detail=detail, remedy=remedy, by=AUTOMATION
    )


def _note(connection: Connection, at: datetime | None, *, planned_step: str = "") -> None:
    Automation.objects.update_or_create(
        connection=connection,
        defaults={"due_at": at, "planned_at": clock.now(), "planned_step": planned_step},
    )
