"""Get a queued ticket from Auth0: claim, write the attempt, call, write the answer.

A crash between any two steps leaves a queued ticket whose claim lapses; the sweep takes it up
again. Tickets can be neither listed nor read back, so a lost answer means: mint another, and
store and mail only that one.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from organizations.auth0_clients import auth0
from organizations.models import Attention, Stage
from organizations.services import attention
from organizations.services.lifecycle import stages
from portal import clock
from portal.actor import Actor
from portal.auth0 import (
    Auth0Error,
    IssuedTicket,
    OutcomeUnknown,
    RateLimited,
    Unavailable,
    UnexpectedAnswer,
)
from tickets.errors import WrongState
from tickets.models import Attempt, Automation, Ticket
from tickets.services.mail import queue
from tickets.states import State
from tickets.verbs import Verb

from .explain import explain
from .move import move
from .retire import ticket_id, want_revocation

WORKER = Actor.system("Ticket worker")
# Longer than a task may run: whoever holds a lapsed claim is dead.
CLAIM = timedelta(seconds=150)
MOST_ATTEMPTS = 10
# Each lost answer may have made a ticket that nobody holds.
MOST_UNKNOWN = 3
LONGEST_PAUSE = timedelta(minutes=10)


def issues_due() -> QuerySet[Ticket]:
    """Return the queued tickets that nobody works on or holds and that may be tried now."""
    now = clock.now()
    return Ticket.objects.filter(
        Q(claimed_until=None) | Q(claimed_until__lte=now),
        Q(next_attempt_at=None) | Q(next_attempt_at__lte=now),
        state=State.QUEUED,
        held=False,
    )


def issue(ticket: Ticket, *, urgently: bool = False) -> None:
    """Ask Auth0 for a queued ticket and queue its mail; the outcome is in the row.

    Does nothing when the ticket is not queued, not due, or another worker has it. Auth0's
    errors are not raised: what may pass is tried again later, what will not fails the ticket
    with problem and remedy. `urgently`: a person waits. Call it outside transactions.
    https://auth0.com/docs/api/management/v2/self-service-profiles/post-sso-ticket
    """
    attempt = _claim(ticket)
    if attempt is None:
        ticket.refresh_from_db()
        return
    client = auth0(ticket.tenant)
    try:
        issued = (client.urgently() if urgently else client).tickets.create(
            ticket.profile_id, ticket.body, custom_domain=ticket.custom_domain
        )
    except Auth0Error as error:
        _not_issued(ticket, attempt, error)
        return
    try:
        _store(ticket, attempt, issued)
    except WrongState:
        _discard(ticket, attempt, issued)


def _claim(ticket: Ticket) -> Attempt | None:
    now = clock.now()
    with transaction.atomic():
        if (
            not issues_due()
            .filter(pk=ticket.pk)
            .update(claimed_until=now + CLAIM, attempts_made=F("attempts_made") + 1)
        ):
            return None
        ticket.refresh_from_db()
        return Attempt.objects.create(ticket=ticket, started_at=now)


def _store(ticket: Ticket, attempt: Attempt, issued: IssuedTicket) -> None:
    with transaction.atomic():
        move(
            ticket,
            State.ISSUED,
            by=WORKER,
            verb=Verb.TICKET_ISSUE,
            url=issued.url,
            # Auth0's own clock started after the attempt did, so ours never runs longer.
            issued_at=attempt.started_at,
            expires_at=attempt.started_at + timedelta(seconds=ticket.parsed.ttl_seconds),
            claimed_until=None,
            next_attempt_at=None,
            problem="",
            remedy="",
        )
        _close(attempt, Attempt.Outcome.ISSUED)
        stages.advance(ticket.connection, Stage.INVITED, by=WORKER)
        attention.settle(ticket.connection, Attention.Reason.FAILED, by=WORKER)
        queue.invite(ticket)
        Automation.run_soon(ticket.connection)


def _discard(ticket: Ticket, attempt: Attempt, issued: IssuedTicket) -> None:
    """The ticket ended, or was issued by another worker, while Auth0 made this one."""
    ticket.refresh_from_db()
    with transaction.atomic():
        _close(attempt, Attempt.Outcome.UNUSED, "Revoked in Auth0 before it was used.")
        # Kept for the revocation only, where no other address is.
        mine = Ticket.objects.filter(pk=ticket.pk, url__isnull=True).update(
            url=issued.url,
            issued_at=attempt.started_at,
            expires_at=attempt.started_at + timedelta(seconds=ticket.parsed.ttl_seconds),
        )
        if mine:
            want_revocation(ticket)
    if not mine:
        try:
            auth0(ticket.tenant).tickets.revoke(ticket.profile_id, ticket_id(issued.url))
        except Auth0Error as error:
            _close(
                attempt,
                Attempt.Outcome.UNUSED,
                f"Not revoked, but it expires automatically: {error}",
            )


def _not_issued(ticket: Ticket, attempt: Attempt, error: Auth0Error) -> None:
    problem = explain(error)
    lost = isinstance(error, OutcomeUnknown | UnexpectedAnswer)
    if lost:
        outcome = Attempt.Outcome.UNKNOWN
    elif isinstance(error, Unavailable):
        outcome = Attempt.Outcome.UNAVAILABLE
    else:
        outcome = Attempt.Outcome.REFUSED
    if isinstance(error, RateLimited):
        _wait_for_limit(ticket, attempt, problem.what, error)
        return
    with transaction.atomic():
        _close(attempt, outcome, str(error), error.request_id)
        if outcome == Attempt.Outcome.REFUSED or _tried_enough(ticket):
            _fail(ticket, problem.what, problem.remedy)
        else:
            Ticket.objects.filter(pk=ticket.pk, state=State.QUEUED).update(
                claimed_until=None,
                next_attempt_at=_next_attempt(ticket),
                problem=problem.what,
            )
    ticket.refresh_from_db()


def _wait_for_limit(ticket: Ticket, attempt: Attempt, problem: str, error: RateLimited) -> None:
    """Nothing was carried out, so it was no attempt, however long the line is."""
    with transaction.atomic():
        attempt.delete()
        Ticket.objects.filter(pk=ticket.pk, state=State.QUEUED).update(
            claimed_until=None,
            attempts_made=F("attempts_made") - 1,
            next_attempt_at=clock.now() + timedelta(seconds=max(1.0, error.retry_after)),
            problem=problem,
        )
    ticket.refresh_from_db()


def _tried_enough(ticket: Ticket) -> bool:
    unknown = ticket.attempts.filter(outcome=Attempt.Outcome.UNKNOWN).count()
    return ticket.attempts_made >= MOST_ATTEMPTS or unknown >= MOST_UNKNOWN


def _next_attempt(ticket: Ticket) -> datetime:
    return clock.now() + min(timedelta(seconds=2**ticket.attempts_made), LONGEST_PAUSE)


def _fail(ticket: Ticket, problem: str, remedy: str) -> None:
    try:
        move(
            ticket,
            State.FAILED,
            by=WORKER,
            verb=Verb.TICKET_FAIL,
            details={"problem": problem},
            problem=problem,
            remedy=remedy,
            claimed_until=None,
        )
    except WrongState:
        # Revoked or replaced meanwhile: nobody waits for it any more.
        return
    attention.flag(
        ticket.connection, Attention.Reason.FAILED, detail=problem, remedy=remedy, by=WORKER
    )


def _close(
    attempt: Attempt, outcome: Attempt.Outcome, detail: str = "", request_id: str = ""
) -> None:
    attempt.outcome, attempt.detail, attempt.request_id = outcome, detail, request_id
    attempt.ended_at = clock.now()
    attempt.save(update_fields=["outcome", "detail", "request_id", "ended_at"])
