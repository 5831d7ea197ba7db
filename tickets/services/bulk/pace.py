"""How fast a job goes, and how fast its tenant's plan lets it go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count

from portal import clock
from portal.auth0 import PLANS
from portal.auth0.plans import Group
from tickets.models import Job, JobRow

State = JobRow.State
_MINUTE = timedelta(minutes=1)
# What one row asks Auth0 for.
_CALLS: Mapping[str, Mapping[Group, int]] = {
    # Whether the connection's name is free, and the ticket.
    Job.Kind.ISSUE: {Group.READ_CONNECTIONS: 1, Group.OTHER: 1},
    Job.Kind.MAP: {Group.READ_ORGANIZATION: 1},
}
_CALLS_CHECKING: Mapping[str, Mapping[Group, int]] = {
    Job.Kind.ISSUE: {},
    # A search by name, and mostly one by domain.
    Job.Kind.MAP: {Group.LIST_ORGANIZATIONS: 2},
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How many rows of a job are in each state, and how fast they move (rows a minute).

    `allowed` is what the tenant's plan bears, None where it has no limit for this; `left` is
    the time that the rest will take at that speed, None while that cannot be said.
    """

    counts: Mapping[str, int]
    total: int
    settled: int
    per_minute: int
    allowed: int | None
    left: timedelta | None

    @property
    def remaining(self) -> int:
        return self.total - self.settled

    @property
    def summary(self) -> str:
        return f"{self.settled:,} of {self.total:,}"


def progress(job: Job) -> Progress:
    """Return how far a job is; each of its two queries is answered by an index."""
    now = clock.now()
    since = max(now - _MINUTE, job.started_at or now)
    recent = job.rows.filter(settled_at__gt=since).count()
    by_state = {**dict.fromkeys(State.values, 0), **counts([job])[job.pk]}
    if job.state in (Job.State.CHECKING, Job.State.READY, Job.State.UPLOADED):
        total, open_rows = sum(by_state.values()), by_state[State.NEW]
    else:
        total = sum(by_state.values()) - by_state[State.LEFT_OUT]
        open_rows = by_state[State.READY] + by_state[State.ISSUING]
    allowed = rows_allowed(job)
    seconds = (now - since).total_seconds()
    speed = recent * 60 / seconds if seconds > 0 else 0.0
    pace = speed or allowed
    running = job.state in (Job.State.RUNNING, Job.State.CHECKING)
    return Progress(
        counts=by_state,
        total=total,
        settled=total - open_rows,
        per_minute=round(speed),
        allowed=allowed,
        left=timedelta(minutes=open_rows / pace) if running and open_rows and pace else None,
    )


def counts(jobs: Sequence[Job]) -> dict[int, dict[str, int]]:
    """Return for each job how many of its rows are in each state, with one query."""
    found: dict[int, dict[str, int]] = {job.pk: {} for job in jobs}
    rows = JobRow.objects.filter(job__in=found).order_by().values_list("job", "state")
    for key, state, number in rows.annotate(Count("pk")):
        found[key][state] = number
    return found


def rows_allowed(job: Job) -> int | None:
    """Return how many rows a minute the plan of a job's tenant bears; None: as many as may be."""
    plan = PLANS[job.tenant.plan]
    checking = job.state in (Job.State.UPLOADED, Job.State.CHECKING)
    calls = (_CALLS_CHECKING if checking else _CALLS)[job.kind]
    if not calls:
        return None
    limits = [
        bucket.per_second * 60 / (sum(calls.values()) if name == "overall" else number)
        for group, number in calls.items()
        for name, bucket in plan.buckets(group)
    ]
    return int(min(limits)) if limits else None
