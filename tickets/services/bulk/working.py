"""Do the rows of jobs: claim one, check it or do it, write what became of it, the next.

The rows are the truth. A worker that dies leaves a row whose claim lapses; another goes on from
what the row says: nothing is lost, and nothing done twice.
"""

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q

from organizations.auth0_problems import explain
from organizations.errors import Rejected
from portal import clock
from portal.actor import Actor
from portal.auth0 import Auth0Error, RateLimited, Unavailable
from tickets.errors import TicketError, WrongState
from tickets.models import Job, JobRow
from tickets.services.lifecycle.issue import CLAIM, issue
from tickets.verbs import Verb

from .control import pause
from .issuing import check_recipient, request_row
from .making import record
from .mapping import check_mapping, map_row
from .settling import settle, settle_tickets
from .upload.row_check import Refused

State = JobRow.State
WORKER = Actor.system("Job worker")
# Workers at one job at once.
LANES = 2
# Longer than a row takes: until then whoever claimed one keeps a lane, and is presumed to work. Two
# workers that died would else stop the whole job for as long as their claims last.
LANE = timedelta(seconds=30)
# Tickets asked for that Auth0 has not answered yet: a pause is a pause, and an outage piles up few.
MOST_UNDER_WAY = 10
# Seconds until a worker lets other tasks have a turn.
MOST_SECONDS = 5.0
MOST_ATTEMPTS = 10
LONGEST_PAUSE = timedelta(minutes=5)


def jobs_due() -> list[int]:
    """Return the keys of jobs that want workers, each as often as it has room for one."""
    going_on = Q(state__in=(Job.State.CHECKING, Job.State.RUNNING))
    under_way = JobRow.objects.filter(job=OuterRef("pk"), state=State.ISSUING)
    jobs = Job.objects.filter(going_on | Exists(under_way)).order_by("pk")
    return [job.pk for job in jobs for _ in range(LANES - workers_at(job))]


def work_on(job: Job) -> bool:
    """Do rows for some seconds; answer whether there is more to do right away.

    Call it outside transactions.
    """
    until = time.monotonic() + MOST_SECONDS
    if workers_at(job) >= LANES or _is_orphaned(job):
        return False
    while True:
        settle_tickets(job)
        row = claim(job)
        if row is None:
            _go_on(job)
            return False
        _work_on_row(row)
        if time.monotonic() >= until:
            return True


def workers_at(job: Job) -> int:
    """Return how many workers seem to have a row of a job now."""
    return job.rows.filter(claimed_until__gt=_claim_of_the_living()).count()


def _claim_of_the_living() -> datetime:
    """The end of a claim made so long ago that who made it has probably died since."""
    return clock.now() + CLAIM - LANE


def claim(job: Job) -> JobRow | None:
    """Take the next row of a job that is due, for this worker alone; None if there is none."""
    while (row := next(_due(job), None)) is not None:
        # Of two that try, one changes the row: each column is compared with what was read.
        as_read = JobRow.objects.filter(
            pk=row.pk, state=row.state, claimed_until=row.claimed_until, due_at=row.due_at
        )
        if as_read.update(claimed_until=clock.now() + CLAIM, attempts_made=F("attempts_made") + 1):
            return JobRow.objects.select_related(
                *("customer", "ticket__tenant", "job__tenant", "job__preset__tenant"),
                "job__started_by",
                "job__started_key",
            ).get(pk=row.pk)
    return None


def _is_orphaned(job: Job) -> bool:
    """Pause a job whose starter left or may do this no more: a colleague decides how it goes on."""
    user, key = job.started_by, job.started_key
    if (
        job.state != Job.State.RUNNING
        or (user and all(user.has_perm(f"organizations.{one}") for one in job.permissions))
        or (key and key.works and set(job.scopes) <= set(key.scopes))
    ):
        return False
    with suppress(WrongState):
        pause(job, by=WORKER)
    return True


def _due(job: Job) -> Iterator[JobRow]:
    """The next row to be done of each kind of work that is wanted now."""
    now = clock.now()
    rows = job.rows.filter(
        Q(claimed_until=None) | Q(claimed_until__lte=now), Q(due_at=None) | Q(due_at__lte=now)
    ).order_by("number")
    job.refresh_from_db(fields=["state"])
    wanted = [State.ISSUING]
    if job.state == Job.State.CHECKING:
        wanted.append(State.NEW)
    elif job.state == Job.State.RUNNING:
        under_way = job.rows.filter(state=State.ISSUING).exclude(
            ticket__claimed_until__range=(now, _claim_of_the_living())
        )
        if under_way.count() < MOST_UNDER_WAY:
            wanted.append(State.READY)
    # One state at a time: an index has its rows in order.
    for state in wanted:
        yield from rows.filter(state=state)[:1]


def _work_on_row(row: JobRow) -> None:
    try:
        # A ticket under way counts its own attempts and comes to its own end.
        if row.attempts_made > MOST_ATTEMPTS and row.state != State.ISSUING:
            raise Refused(
                row.problem or "The portal started this row several times but couldn't finish it.",
                row.remedy or "Try again. If it happens again, tell an operator.",
            )
        if row.state == State.NEW:
            _reconcile(row)
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


def _reconcile(row: JobRow) -> None:
    maps = row.job.kind == Job.Kind.MAP
    customer, check = check_mapping(row) if maps else check_recipient(row)
    try:
        with transaction.atomic():
            settle(
                row,
                State.READY if check.choice else State.ASKS,
                customer=customer,
                choices=check.choices,
                choice=check.choice,
                warnings=[remark.kept() for remark in check.warnings],
                organization=check.organization,
                organization_name=check.organization_name,
            )
    except IntegrityError:
        first = row.job.rows.exclude(pk=row.pk).get(customer=customer)
        raise Refused(
            f"Row {first.number} is also about {customer}.", "Keep one of the two."
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
    user, key = row.job.started_by, row.job.started_key
    if key:
        return Actor.api(key)
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
    """Move a job whose rows are all checked, or all done."""
    with transaction.atomic():
        job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if job.state == Job.State.CHECKING and not job.rows.filter(state=State.NEW).exists():
            job.state = Job.State.READY
            job.save(update_fields=["state"])
        left = job.rows.filter(state__in=(State.READY, State.ISSUING))
        if job.state == Job.State.RUNNING and not left.exists():
            job.state, job.ended_at = Job.State.FINISHED, clock.now()
            job.save(update_fields=["state", "ended_at"])
            record(
                job,
                Verb.JOB_FINISH,
                by=WORKER,
                done=job.rows.filter(state=State.DONE).count(),
                failed=job.rows.filter(state=State.FAILED).count(),
            )
