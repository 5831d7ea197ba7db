"""Start, pause, resume and cancel a job, and have rows tried or looked at again."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from portal import clock
from portal.actor import Actor
from portal.wake import wake
from tickets import tasks
from tickets.models import Job, JobRow
from tickets.services.errors import WrongState

from .making import record

State = JobRow.State
# Nothing has been done for anybody yet.
UNSTARTED = (Job.State.UPLOADED, Job.State.LOOKING, Job.State.READY)
OPEN = (*UNSTARTED, Job.State.RUNNING, Job.State.PAUSED)


def start(job: Job, *, seen: int, by: Actor) -> None:
    """Carry out what is ready; what still asks for something is left out.

    `seen` is how many rows the person saw to be ready: nothing starts that nobody looked at.
    Raises WrongState.
    """
    with held(job, Job.State.READY) as rows:
        ready = rows.filter(state=State.READY).count()
        if not ready:
            raise WrongState("No row is ready. Choose for at least one, or correct it.")
        if ready != seen:
            raise WrongState(
                f"{ready:,} rows are ready by now, not {seen:,}. Look at them, then press again."
            )
        rows.filter(state__in=(State.ASKS, State.WRONG)).update(state=State.LEFT_OUT, choices=[])
        _run(job, "job:start", by, rows=ready)


def pause(job: Job, *, by: Actor) -> None:
    """Stop after the rows that are under way. Raises WrongState."""
    with held(job, Job.State.RUNNING):
        _move(job, Job.State.PAUSED)
        record(job, "job:pause", by=by)


def resume(job: Job, *, by: Actor) -> None:
    """Go on with a paused job. Raises WrongState."""
    with held(job, Job.State.PAUSED):
        _run(job, "job:resume", by)


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
        record(job, "job:cancel", by=by, left=left)


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
            raise WrongState("No row has failed.")
        _run(job, "job:retry", by, rows=again, ended_at=None)
    return again


def look_again(job: Job) -> None:
    """Look once more at rows that ask for something, after it was put right elsewhere.

    Raises WrongState.
    """
    with held(job, Job.State.READY) as rows:
        rows.filter(state__in=(State.ASKS, State.WRONG), errors={}).update(
            state=State.NEW, problem="", remedy=""
        )
        look_on(job)


def look_on(job: Job) -> None:
    """Have workers look at the new rows of a job that is held."""
    if job.rows.filter(state=State.NEW).exists():
        _move(job, Job.State.LOOKING)
        wake(tasks.work_on_job, job.pk)


@contextmanager
def held(job: Job, *states: str) -> Iterator[QuerySet[JobRow]]:
    """Keep everybody else from moving a job until the block ends; gives its rows.

    Raises WrongState when it is in none of these states.
    """
    with transaction.atomic():
        job.refresh_from_db(from_queryset=Job.objects.select_for_update(of=("self",)))
        if job.state not in states:
            raise WrongState(
                f"The job is {job.get_state_display().lower()} by now. Look at it again."
            )
        yield job.rows.all()


def _run(job: Job, verb: str, by: Actor, *, rows: int = 0, **changes: Any) -> None:
    _move(job, Job.State.RUNNING, started_by=by.user, started_at=clock.now(), **changes)
    record(job, verb, by=by, rows=rows)
    wake(tasks.work_on_job, job.pk)


def _move(job: Job, to: Job.State, **changes: Any) -> None:
    for name, value in {**changes, "state": to}.items():
        setattr(job, name, value)
    job.save(update_fields=["state", *changes])
