"""Which row is next, and who has it.

The rows are the truth. A worker that dies leaves a row whose claim lapses; another goes on from
what the row says: nothing is lost, and nothing done twice.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import F, Q

from portal import clock
from tickets.models import Job, JobRow

State = JobRow.State
# Workers at one job at once.
LANES = 2
# Longer than a task may run: whoever holds a lapsed claim is dead.
CLAIM = timedelta(seconds=150)
# Tickets asked for that Auth0 has not answered yet: a pause is a pause, and an outage piles up few.
MOST_UNDER_WAY = 10


def workers_at(job: Job) -> int:
    """Return how many workers have a row of a job now."""
    return job.rows.filter(claimed_until__gt=clock.now()).count()


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
            ).get(pk=row.pk)
    return None


def _due(job: Job) -> Iterator[JobRow]:
    """The next row to be done of each kind of work that is wanted now."""
    now = clock.now()
    rows = job.rows.filter(
        Q(claimed_until=None) | Q(claimed_until__lte=now), Q(due_at=None) | Q(due_at__lte=now)
    ).order_by("number")
    job.refresh_from_db(fields=["state"])
    wanted = [State.ISSUING]
    if job.state == Job.State.LOOKING:
        wanted.append(State.NEW)
    elif job.state == Job.State.RUNNING:
        under_way = job.rows.filter(state=State.ISSUING).count()
        if under_way < MOST_UNDER_WAY:
            wanted.append(State.READY)
    # One state at a time: an index has its rows in order.
    for state in wanted:
        yield from rows.filter(state=state)[:1]
