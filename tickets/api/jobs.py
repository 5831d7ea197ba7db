"""Bulk jobs: one thing for many customers, rows in and what became of them out."""

from collections.abc import Callable
from typing import Annotated, Literal

from django.http import HttpResponse
from ninja import Query
from pydantic import Field

from organizations.api.customers import ContactOut, CustomerOut
from organizations.api.door import KeyRequest, Resource, at_once, need_scope
from organizations.api.expanding import Related, expanded
from organizations.api.found import in_tenants_of, one_of, tenant_of
from organizations.api.organizations import TenantOut
from portal.api.pages import Paging, page_of
from portal.api.problems import Fault, invalid
from portal.api.schemas import Id, In, Out, Page, Time
from portal.tables.csv_import import Table
from tickets.models import Job, JobRow, Preset
from tickets.services import bulk
from tickets.services.presets.presets import default_preset

from .presets import PresetOut
from .shown import TicketOut

jobs = Resource("Jobs")

_CELL = 2000


class RowIn(In):
    """A customer, by name or external ID; existing or new."""

    name: str = Field("", max_length=_CELL)
    external_id: str = Field("", max_length=_CELL)
    domains: list[str] = Field([], max_length=100)
    contact: str = Field("", max_length=_CELL, description="The recipient's name.")
    email: str = Field("", max_length=_CELL)
    language: str = Field("", max_length=_CELL)
    second_contact: str = Field(
        "", max_length=_CELL, description="For ticket jobs: someone else who can set it up."
    )
    second_email: str = Field("", max_length=_CELL)
    second_language: str = Field("", max_length=_CELL, description="As `language` if empty.")
    second_role: str = Field("", max_length=_CELL, description="setup (the default) or dns.")
    dns_contact: str = Field(
        "", max_length=_CELL, description="For ticket jobs: someone who only adds DNS records."
    )
    dns_email: str = Field("", max_length=_CELL)
    dns_language: str = Field("", max_length=_CELL)
    third_contact: str = Field("", max_length=_CELL, description="As the second contact.")
    third_email: str = Field("", max_length=_CELL)
    third_language: str = Field("", max_length=_CELL)
    third_role: str = Field("", max_length=_CELL)
    fourth_contact: str = Field("", max_length=_CELL, description="As the second contact.")
    fourth_email: str = Field("", max_length=_CELL)
    fourth_language: str = Field("", max_length=_CELL)
    fourth_role: str = Field("", max_length=_CELL)
    organization: str = Field("", max_length=_CELL, description="For mapping jobs: ID or name.")


class JobIn(In):
    """Rows to check. Nothing else happens until you start the job."""

    kind: Literal["issue", "map"]
    tenant_id: Id | None = Field(None, description="Required if the key can see several tenants.")
    preset_id: Id | None = Field(None, description="For ticket jobs; the default if omitted.")
    create_customers: bool = Field(False, description="Create missing customers.")
    rows: list[RowIn] = Field(min_length=1, max_length=bulk.MOST_ROWS)


class StartIn(In):
    """The number of ready rows you reviewed, so that only reviewed rows start."""

    ready: int = Field(ge=1, le=bulk.MOST_ROWS)


class JobOut(Out):
    """A bulk job and its progress. `counts` are its rows by state."""

    id: int
    kind: str
    state: str = Field(
        description="uploaded, checking, ready, running, paused, finished, or `cancelled`."
    )
    tenant_id: int
    preset_id: int | None
    size: int
    counts: dict[str, int]
    created_at: Time
    started_at: Time | None
    ended_at: Time | None
    tenant: TenantOut | None = None
    preset: PresetOut | None = None


class JobExpand(In):
    """Related objects to include."""

    expand: Annotated[list[str], Related("tenant", "preset")] = []


class JobSearch(Paging, JobExpand):
    """Filters and related objects to include."""


class JobRowOut(Out):
    """A row and its result."""

    number: int = Field(description="Its position in the request, starting at 1.")
    state: str
    customer_id: int | None
    contact_id: int | None
    ticket_id: int | None
    errors: dict[str, str] = Field(description="Errors by field.")
    problem: str
    remedy: str
    settled_at: Time | None
    customer: CustomerOut | None = None
    contact: ContactOut | None = None
    ticket: TicketOut | None = None


class JobRowSearch(Paging):
    """Related objects to include."""

    expand: Annotated[list[str], Related("customer", "contact", "ticket")] = []


@jobs.get("/jobs", "jobs:read", Page[JobOut])
def list_jobs(request: KeyRequest, wanted: Query[JobSearch]) -> Page[JobOut]:
    """List jobs, newest first."""
    rows = in_tenants_of(request, Job.objects.defer("lines", "header"))
    found = page_of(request, rows, ["-created_at", "-pk"], lambda job: _show(job, {}), wanted)
    told = bulk.counts([Job(pk=one.id) for one in found.data])
    for one in found.data:
        one.counts = {state: count for state, count in told.get(one.id, {}).items() if count}
    return expanded(request, found, wanted)


@jobs.post("/jobs", "jobs:write", JobOut)
def create_job(request: KeyRequest, body: JobIn) -> HttpResponse:
    """Create a job. Its rows are checked first; then the job waits to be started."""
    _need_scope_of(request, body.kind)
    if body.create_customers:
        need_scope(request.api_key, "customers:write")
    tenant = tenant_of(request, body.tenant_id)
    preset = None
    if body.kind == Job.Kind.ISSUE:
        own = Preset.objects.filter(tenant=tenant)
        preset = own.filter(pk=body.preset_id).first() if body.preset_id else default_preset(tenant)
        if preset is None:
            raise invalid([Fault("preset_id", "Enter a preset of the tenant.")])
    fields = list(bulk.fields_of(body.kind))
    lines = [(n, _cells(row, fields)) for n, row in enumerate(body.rows, start=1)]
    table = Table(header=fields, rows=lines, encoding="UTF-8", separator="")

    def make() -> JobOut:
        job = bulk.job_of_table(
            table, file_name="", kind=body.kind, tenant=tenant, preset=preset, by=request.by
        )
        columns = {name: number for number, name in enumerate(fields)}
        bulk.match_columns(job, columns, makes_customers=body.create_customers)
        return show(job)

    return at_once(request, make)


@jobs.get("/jobs/{job_id}", "jobs:read", JobOut)
def get_job(request: KeyRequest, job_id: Id, wanted: Query[JobExpand]) -> JobOut:
    """Get a job and its progress."""
    return expanded(request, show(_one(request, job_id)), wanted)


@jobs.get("/jobs/{job_id}/rows", "jobs:read", Page[JobRowOut])
def list_job_rows(request: KeyRequest, job_id: Id, wanted: Query[JobRowSearch]) -> Page[JobRowOut]:
    """List a job's rows and their results, in order."""
    rows = _one(request, job_id).rows.all()
    return expanded(request, page_of(request, rows, ["number"], _show_row, wanted), wanted)


@jobs.post("/jobs/{job_id}/start", "jobs:write", JobOut, status=200)
def start_job(request: KeyRequest, job_id: Id, body: StartIn) -> HttpResponse:
    """Start the job. Rows that aren't ready are skipped."""
    job = _one(request, job_id)
    _need_scopes_of(request, job)
    return _after(request, job, lambda: bulk.start(job, seen=body.ready, by=request.by))


@jobs.post("/jobs/{job_id}/pause", "jobs:write", JobOut, status=200)
def pause_job(request: KeyRequest, job_id: Id) -> HttpResponse:
    """Pause the job after the rows in progress."""
    job = _one(request, job_id)
    return _after(request, job, lambda: bulk.pause(job, by=request.by))


@jobs.post("/jobs/{job_id}/resume", "jobs:write", JobOut, status=200)
def resume_job(request: KeyRequest, job_id: Id) -> HttpResponse:
    """Resume a paused job."""
    job = _one(request, job_id)
    _need_scopes_of(request, job)
    return _after(request, job, lambda: bulk.resume(job, by=request.by))


@jobs.post("/jobs/{job_id}/cancel", "jobs:write", JobOut, status=200)
def cancel_job(request: KeyRequest, job_id: Id) -> HttpResponse:
    """Cancel a job permanently. Finished rows stay done."""
    job = _one(request, job_id)
    return _after(request, job, lambda: bulk.cancel(job, by=request.by))


@jobs.post("/jobs/{job_id}/retry", "jobs:write", JobOut, status=200)
def retry_job(request: KeyRequest, job_id: Id) -> HttpResponse:
    """Retry the failed rows."""
    job = _one(request, job_id)
    _need_scopes_of(request, job)
    return _after(request, job, lambda: bulk.retry(job, by=request.by))


def _after(request: KeyRequest, job: Job, act: Callable[[], object]) -> HttpResponse:
    """Do something with a job, and answer how it is then."""

    def acted() -> JobOut:
        act()
        return show(job)

    return at_once(request, acted, status=200)


def _need_scope_of(request: KeyRequest, kind: str) -> None:
    """Raise Problem (403) unless a key may do for one customer what a job does for many."""
    need_scope(request.api_key, "organizations:write" if kind == Job.Kind.MAP else "tickets:write")


def _need_scopes_of(request: KeyRequest, job: Job) -> None:
    """Raise Problem (403) unless a key may do all that a job does; another may have made it."""
    for scope in job.scopes:
        need_scope(request.api_key, scope)


def show(job: Job) -> JobOut:
    """Return a job as the API gives it."""
    return _show(job, bulk.counts([job]).get(job.pk, {}))


def _show(job: Job, counts: dict[str, int]) -> JobOut:
    return JobOut.model_construct(
        id=job.pk,
        kind=job.kind,
        state=job.state,
        tenant_id=job.tenant_id,
        preset_id=job.preset_id,
        size=job.size,
        counts={state: count for state, count in counts.items() if count},
        created_at=job.created_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
    )


def _show_row(row: JobRow) -> JobRowOut:
    return JobRowOut.model_construct(
        number=row.number,
        state=row.state,
        customer_id=row.customer_id,
        contact_id=row.contact_id,
        ticket_id=row.ticket_id,
        errors=row.errors,
        problem=row.problem,
        remedy=row.remedy,
        settled_at=row.settled_at,
    )


def _cells(row: RowIn, fields: list[str]) -> list[str]:
    told = {**row.dict(), "domains": " ".join(row.domains)}
    # No database holds these.
    return [str(told[name]).replace("\0", "").strip() for name in fields]


def _one(request: KeyRequest, key: int) -> Job:
    rows = Job.objects.select_related("tenant", "preset")
    return one_of(in_tenants_of(request, rows), key, "job")
