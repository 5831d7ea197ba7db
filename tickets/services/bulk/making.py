"""Make jobs: of chosen customers, or of the rows of a file. Nothing is done for anybody yet."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from organizations.models import Customer, Tenant
from organizations.services import audit
from portal import clock
from portal.actor import Actor
from portal.tables.csv_import import Table
from portal.text.cleaning import printable
from portal.wake import wake
from tickets.errors import TicketError
from tickets.models import Job, JobRow, Preset
from tickets.verbs import Verb

MOST_ROWS = 10_000
_AT_ONCE = 1_000


def job_of_customers(
    customers: QuerySet[Customer], *, kind: str, tenant: Tenant, preset: Preset | None, by: Actor
) -> Job:
    """Make a job of customers, by name; workers then check each. Raises TicketError."""
    keys = list(customers.order_by("name", "pk").values_list("pk", flat=True)[: MOST_ROWS + 1])
    if not keys:
        raise TicketError("None of these customers exist anymore. Select others.")
    if len(keys) > MOST_ROWS:
        raise TicketError(
            f"A job can have up to {MOST_ROWS:,} customers. Filter the list and create "
            "several jobs."
        )
    job = Job(kind=kind, state=Job.State.CHECKING, tenant=tenant, preset=preset, size=len(keys))
    with transaction.atomic():
        _save(job, by)
        fill(JobRow(job=job, number=n, customer_id=key) for n, key in enumerate(keys, start=1))
        wake("tickets.work_on_job", job.pk)
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
        file_name=printable(file_name)[-200:],
        # Bytes that nobody has read yet stay as they are.
        header=[printable(name) if table.encoding else name for name in table.header],
        lines=table.rows,
        encoding_unclear=not table.encoding,
    )
    with transaction.atomic():
        _save(job, by)
    return job


def fill(rows: Iterable[JobRow]) -> None:
    """Write the rows of a job."""
    JobRow.objects.bulk_create(rows, batch_size=_AT_ONCE)


def record(job: Job, verb: Verb, *, by: Actor, **details: object) -> None:
    """Append an event about a job to the audit trail."""
    data: dict[str, Any] = {"job": job.pk, **details}
    audit.record(verb, by=by, target=f"job:{job.pk}", **data)


def _save(job: Job, by: Actor) -> None:
    job.created_at, job.created_by = clock.now(), by.user
    if job.kind == Job.Kind.ISSUE:
        job.maps_customers = bool(
            by.user.has_perm("organizations.map_organizations")
            if by.user
            else by.key and "organizations:write" in by.key.scopes
        )
    job.save()
    record(job, Verb.JOB_CREATE, by=by, rows=job.size, kind=job.get_kind_display().lower())
