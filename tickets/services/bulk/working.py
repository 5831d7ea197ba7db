"""Carry the rows of jobs out: claim one, look at it or do it, write what became of it, the next."""

import time
from contextlib import suppress
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q

from organizations.errors import Rejected
from organizations.problems import explain
from portal import clock
from portal.actor import Actor
from portal.auth0 import Auth0Error, RateLimited, Unavailable
from tickets.models import Job, JobRow
from tickets.services.errors import TicketError, WrongState
from tickets.services.issue import issue

from .claiming import LANES, claim, workers_at
from .control import pause
from .issuing import look_at_recipient, request_row
from .making import record
from .mapping import look_at_mapping, map_row
from .settling import settle, settle_tickets
from .sight import Refused

State = JobRow.State
WORKER = Actor.system("Job worker")
# Seconds until a worker lets other tasks have a turn.
TURN = 5.0
MOST_ATTEMPTS = 10
LONGEST_PAUSE = timedelta(minutes=5)


def jobs_due() -> list[int]:
    """Return the keys of jobs that want workers, each as often as it has room for one."""
    going_on = Q(state__in=(Job.State.LOOKING, Job.State.RUNNING))
    under_way = JobRow.objects.filter(job=OuterRef("pk"), state=State.ISSUING)
    jobs = Job.objects.filter(going_on | Exists(under_way)).order_by("pk")
    return [job.pk for job in jobs for _ in range(LANES - workers_at(job))]


def work_on(job: Job) -> bool:
    """Carry rows out for some seconds; answer whether there is more to do right away.

    Call it outside transactions.
    """
    until = time.monotonic() + TURN
    if workers_at(job) >= LANES or _is_orphaned(job):
        return False
    while True:
        settle_tickets(job)
        row = claim(job)
        if row is None:
            _go_on(job)
            return False
        _carry_out(row)
        if time.monotonic() >= until:
            return True


def _is_orphaned(job: Job) -> bool:
    """Pause a job whose starter left or may do this no more: a colleague decides how it goes on."""
    user = job.started_by
    if job.state != Job.State.RUNNING or (
        user and user.has_perm(f"organizations.{job.permission}")
    ):
        return False
    with suppress(WrongState):
        pause(job, by=WORKER)
    return True


def _carry_out(row: JobRow) -> None:
    try:
        # A ticket under way counts its own attempts and comes to its own end.
        if row.attempts_made > MOST_ATTEMPTS and row.state != State.ISSUING:
            raise Refused(
                row.problem or "The portal began with this several times and never came to an end.",
                row.remedy or "Try again; if it happens again, show this to an operator.",
            )
        if row.state == State.NEW:
            _look(row)
        else:
            _do(row)
    except Refused as error:
        settle(row, _refusal(row, error), problem=error.problem, remedy=error.remedy)
    except Rejected as error:
        settle(row, _refusal(row), problem=error.message)
    except TicketError as error:
        settle(row, _refusal(row), problem=str(error))
    except Auth0Error as error:
        _not_now(row, error)
    finally:
        JobRow.objects.filter(pk=row.pk, claimed_until=row.claimed_until).update(claimed_until=None)


def _look(row: JobRow) -> None:
    maps = row.job.kind == Job.Kind.MAP
    customer, sight = look_at_mapping(row) if maps else look_at_recipient(row)
    try:
        with transaction.atomic():
            settle(
                row,
                State.READY if sight.choice else State.ASKS,
                customer=customer,
                choices=sight.choices,
                choice=sight.choice,
                warnings=sight.warnings,
            )
    except IntegrityError:
        first = row.job.rows.exclude(pk=row.pk).get(customer=customer)
        raise Refused(
            f"Line {first.number} is about {customer} as well.", "Keep one of the two."
        ) from None


def _do(row: JobRow) -> None:
    by = _doer(row)
    if row.job.kind == Job.Kind.MAP:
        map_row(row, by=by)
        settle(row, State.DONE)
        return
    if row.state == State.READY:
        request_row(row, by=by)
        row.refresh_from_db()
    if row.ticket:
        issue(row.ticket)
        settle_tickets(row.job)
        # Somebody else has it, or Auth0 was away: it is tried again by its own row.
        JobRow.objects.filter(pk=row.pk, state=State.ISSUING).update(attempts_made=0)
        _put_off(row, timedelta(seconds=2))


def _doer(row: JobRow) -> Actor:
    user = row.job.started_by
    return Actor("staff", str(user), user=user)


def _refusal(row: JobRow, error: Refused | None = None) -> State:
    if row.state != State.NEW:
        return State.FAILED
    return error.state if error else State.WRONG


def _not_now(row: JobRow, error: Auth0Error) -> None:
    problem = explain(error)
    if isinstance(error, RateLimited):
        # Nothing was carried out, so it was no attempt.
        JobRow.objects.filter(pk=row.pk).update(attempts_made=F("attempts_made") - 1)
        _put_off(row, timedelta(seconds=max(1.0, error.retry_after)), problem.what)
    elif isinstance(error, Unavailable) and row.attempts_made < MOST_ATTEMPTS:
        pause = min(timedelta(seconds=2**row.attempts_made), LONGEST_PAUSE)
        _put_off(row, pause, problem.what)
    else:
        settle(row, _refusal(row), problem=problem.what, remedy=problem.remedy)


def _put_off(row: JobRow, pause: timedelta, problem: str = "") -> None:
    JobRow.objects.filter(pk=row.pk, state__in=(State.NEW, State.READY, State.ISSUING)).update(
        due_at=clock.now() + pause, problem=problem
    )


def _go_on(job: Job) -> None:
    """Move a job whose rows are all looked at, or all done."""
    with transaction.atomic():
        job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if job.state == Job.State.LOOKING and not job.rows.filter(state=State.NEW).exists():
            job.state = Job.State.READY
            job.save(update_fields=["state"])
        left = job.rows.filter(state__in=(State.READY, State.ISSUING))
        if job.state == Job.State.RUNNING and not left.exists():
            job.state, job.ended_at = Job.State.FINISHED, clock.now()
            job.save(update_fields=["state", "ended_at"])
            record(
                job,
                "job:finish",
                by=WORKER,
                done=job.rows.filter(state=State.DONE).count(),
                failed=job.rows.filter(state=State.FAILED).count(),
            )
