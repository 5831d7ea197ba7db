"""Make jobs: of chosen customers, or of the rows of a file. Nothing is done for anybody yet."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from organizations import audit
from organizations.models import Customer, Tenant
from portal import clock
from portal.actor import Actor
from portal.tables import Table
from portal.wake import wake
from tickets import tasks
from tickets.models import Job, JobRow, Preset
from tickets.services.errors import TicketError

MOST_ROWS = 10_000
_AT_ONCE = 1_000


def job_of_customers(
    customers: QuerySet[Customer], *, kind: str, tenant: Tenant, preset: Preset | None, by: Actor
) -> Job:
    """Make a job of customers, by name; workers then look at each. Raises TicketError."""
    keys = list(customers.order_by("name", "pk").values_list("pk", flat=True)[: MOST_ROWS + 1])
    if not keys:
        raise TicketError("None of these customers is there any more. Choose again.")
    if len(keys) > MOST_ROWS:
        raise TicketError(
            f"These are more than {MOST_ROWS:,} customers. Narrow the search, and make several "
            "jobs of it."
        )
    with transaction.atomic():
        job = _job(kind, Job.State.LOOKING, tenant, preset, len(keys), by)
        _fill(JobRow(job=job, number=n, customer_id=key) for n, key in enumerate(keys, start=1))
        wake(tasks.work_on_job, job.pk)
    return job


def job_of_table(
    table: Table,
    *,
    file_name: str,
    kind: str,
    tenant: Tenant,
    preset: Preset | None,
    by: Actor,
) -> Job:
    """Make a job of an uploaded table, whose columns are to be matched next."""
    with transaction.atomic():
        job = _job(
            kind,
            Job.State.UPLOADED,
            tenant,
            preset,
            len(table.rows),
            by,
            file_name=file_name[-200:],
            header=table.header,
        )
        _fill(JobRow(job=job, number=line, cells=cells) for line, cells in table.rows)
    return job


def _job(
    kind: str,
    state: str,
    tenant: Tenant,
    preset: Preset | None,
    size: int,
    by: Actor,
    *,
    file_name: str = "",
    header: Sequence[str] = (),
) -> Job:
    job = Job.objects.create(
        kind=kind,
        state=state,
        tenant=tenant,
        preset=preset,
        size=size,
        created_at=clock.now(),
        created_by=by.user,
        file_name=file_name,
        header=list(header),
    )
    record(job, "job:create", by=by, rows=size, kind=job.get_kind_display().lower())
    return job


def record(job: Job, verb: str, *, by: Actor, **told: Any) -> None:
    """Append an event about a job to the audit trail."""
    audit.record(verb, by=by, target=f"job:{job.pk}", job=job.pk, **told)


def _fill(rows: Iterable[JobRow]) -> None:
    JobRow.objects.bulk_create(rows, batch_size=_AT_ONCE)
