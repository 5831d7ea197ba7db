"""What tests of jobs start from."""

from collections.abc import Callable
from typing import Any

import pytest

from organizations.models import Customer, Tenant
from portal.actor import Actor
from portal.tables.csv_import import read_table
from tests import factories
from tickets.models import Job, JobRow, Preset
from tickets.services import bulk


@pytest.fixture
def customers(tenant: Tenant) -> list[Customer]:
    """Three customers with a contact and an organization each."""
    names = ("Globex", "Hooli", "Initech")
    return [factories.make_customer(name, tenant=tenant) for name in names]


@pytest.fixture
def issuing(customers: list[Customer], preset: Preset, staff: Actor) -> Job:
    """A job to issue tickets to the three; nobody has looked at its rows yet."""
    return bulk.job_of_customers(
        Customer.objects.filter(pk__in=[one.pk for one in customers]),
        kind=Job.Kind.ISSUE,
        tenant=preset.tenant,
        preset=preset,
        by=staff,
    )


@pytest.fixture
def uploaded(tenant: Tenant, staff: Actor) -> Callable[..., Job]:
    """`uploaded(text, preset=…)` is the job of a file whose columns are guessed.

    Without a preset it maps.
    """

    def upload(text: str, *, preset: Preset | None = None, makes: bool = True) -> Job:
        kind = Job.Kind.ISSUE if preset else Job.Kind.MAP
        job = bulk.job_of_table(
            read_table(text.encode(), most_rows=bulk.MOST_ROWS),
            file_name="customers.csv",
            kind=kind,
            tenant=tenant,
            preset=preset,
            by=staff,
        )
        columns = bulk.guess(job.header, kind)
        bulk.match_columns(job, columns, makes_customers=makes)
        return job

    return upload


def work(job: Job) -> Job:
    """Do what is due for a job, until nothing is."""
    while bulk.work_on(job):
        pass
    job.refresh_from_db()
    return job


def started(job: Job, by: Actor) -> Job:
    """Look at the rows and start with all that are ready."""
    work(job)
    bulk.start(job, seen=job.rows.filter(state="ready").count(), by=by)
    return job


def states(job: Job) -> list[str]:
    return list(job.rows.order_by("number").values_list("state", flat=True))


def row_of(job: Job, number: int = 1) -> Any:
    return JobRow.objects.get(job=job, number=number)
