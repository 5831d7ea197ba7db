"""Start, pause, resume and cancel a job, and have rows tried or checked again."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from portal import clock
from portal.actor import Actor
from portal.wake import wake
from tickets.errors import WrongState
from tickets.models import Job, JobRow
from tickets.verbs import Verb

from .making import record

State = JobRow.State
# Nothing has been done for anybody yet.
UNSTARTED = (Job.State.UPLOADED, Job.State.CHECKING, Job.State.READY)
OPEN = (*UNSTARTED, Job.State.RUNNING, Job.State.PAUSED)


def start(job: Job, *, seen: int, by: Actor) -> None:
    """Do what is ready; what still asks for something is left out.

    `seen` is how many rows the person saw to be ready: nothing starts that nobody saw.
    Raises WrongState.
    """
    with held(job, Job.State.READY) as rows:
        ready = rows.filter(state=State.READY).count()
        if not ready:
            raise WrongState(
                "No rows are ready. Make a selection or fix the errors in at least one row."
            )
        if ready != seen:
            raise WrongState(
                f"The number of ready rows changed from {seen:,} to {ready:,}. Review "
                "them and try again."
            )
        rows.filter(state__in=(State.ASKS, State.WRONG)).update(state=State.LEFT_OUT, choices=[])
        _run(job, Verb.JOB_START, by, rows=ready)


def pause(job: Job, *, by: Actor) -> None:
    """Stop after the rows that are under way. Raises WrongState."""
    with held(job, Job.State.RUNNING):
        _move(job, Job.State.PAUSED)
        record(job, Verb.JOB_PAUSE, by=by)


def resume(job: Job, *, by: Actor) -> None:
    """Go on with a paused job. Raises WrongState."""
    with held(job, Job.State.PAUSED):
        _run(job, Verb.JOB_RESUME, by)


def cancel(job: Job, *, by: Actor, only: Sequence[str] = OPEN) -> None:
    """End a job for good, if its state is among `only`; what is done stays done.

    Of a job that was never started the rows are deleted, and with them what a file said.
    Raises WrongState.
    """
    with held(job, *only) as rows:
        if job.state in UNSTARTED:
            left = job.size
            rows.delete()
        else:
            left = rows.filter(state=State.READY).update(
                state=State.CANCELLED, settled_at=clock.now(), cells={}, choices=[]
            )
        _move(job, Job.State.CANCELLED, ended_at=clock.now(), header=[], lines=[])
        record(job, Verb.JOB_CANCEL, by=by, left=left)


def retry(job: Job, *, by: Actor) -> int:
    """Try the failed rows of a finished or paused job once more; answer how many.

    Raises WrongState.
    """
    with held(job, Job.State.FINISHED, Job.State.PAUSED) as rows:
        again = rows.filter(state=State.FAILED).update(
            state=State.READY,
            ticket=None,
            problem="",
            remedy="",
            due_at=None,
            settled_at=None,
            attempts_made=0,
        )
        if not again:
            raise WrongState("No rows have failed.")
        _run(job, Verb.JOB_RETRY, by, rows=again, ended_at=None)
    return again


def recheck(job: Job) -> None:
    """Check once more rows that ask for something, after it was put right elsewhere.

    Raises WrongState.
    """
    with held(job, Job.State.READY) as rows:
        rows.filter(state__in=(State.ASKS, State.WRONG), errors={}).update(
            state=State.NEW, problem="", remedy=""
        )
        check_on(job)


def check_on(job: Job) -> None:
    """Have workers check the new rows of a job that is held."""
    if job.rows.filter(state=State.NEW).exists():
        _move(job, Job.State.CHECKING)
        wake("tickets.work_on_job", job.pk)


@contextmanager
def held(job: Job, *states: str) -> Iterator[QuerySet[JobRow]]:
    """Keep everybody else from moving a job until the block ends; gives its rows.

    Raises WrongState when it is in none of these states.
    """
    with transaction.atomic():
        job.refresh_from_db(from_queryset=Job.objects.select_for_update(of=("self",)))
        if job.state not in states:
            raise WrongState(f"The job is now {job.get_state_display().lower()}. Refresh the page.")
        yield job.rows.all()


def _run(job: Job, verb: Verb, by: Actor, *, rows: int = 0, **changes: Any) -> None:
    started = {"started_by": by.user, "started_key": by.key, "started_at": clock.now()}
    _move(job, Job.State.RUNNING, **started, **changes)
    record(job, verb, by=by, rows=rows)
    wake("tickets.work_on_job", job.pk)


def _move(job: Job, to: Job.State, **changes: Any) -> None:
    for name, value in {**changes, "state": to}.items():
        setattr(job, name, value)
    job.save(update_fields=["state", *changes])
