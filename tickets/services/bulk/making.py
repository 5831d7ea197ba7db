"""Make jobs: of chosen customers, or of the rows of a file. Nothing is done for anybody yet."""

from collections.abc import Iterable
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
    job = Job(kind=kind, state=Job.State.LOOKING, tenant=tenant, preset=preset, size=len(keys))
    with transaction.atomic():
        _save(job, by)
        fill(JobRow(job=job, number=n, customer_id=key) for n, key in enumerate(keys, start=1))
        wake(tasks.work_on_job, job.pk)
    return job


def job_of_table(
    table: Table, *, file_name: str, kind: str, tenant: Tenant, preset: Preset | None, by: Actor
) -> Job:
    """Make a job of an uploaded table, whose columns are to be matched next."""
    job = Job(
        kind=kind,
        state=Job.State.UPLOADED,
        tenant=tenant,
        preset=preset,
        size=len(table.rows),
        file_name=file_name[-200:],
        header=table.header,
        lines=table.rows,
    )
    with transaction.atomic():
        _save(job, by)
    return job


def fill(rows: Iterable[JobRow]) -> None:
    """Write the rows of a job."""
    JobRow.objects.bulk_create(rows, batch_size=_AT_ONCE)


def record(job: Job, verb: str, *, by: Actor, **told: Any) -> None:
    """Append an event about a job to the audit trail."""
    audit.record(verb, by=by, target=f"job:{job.pk}", job=job.pk, **told)


def _save(job: Job, by: Actor) -> None:
    job.created_at, job.created_by = clock.now(), by.user
    job.save()
    record(job, "job:create", by=by, rows=job.size, kind=job.get_kind_display().lower())
