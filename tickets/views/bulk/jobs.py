"""The list of jobs, the page of one with its rows and its live progress, its result as CSV."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from portal.actor import Actor
from portal.tables.csv_export import csv_response
from portal.web.access import requires
from portal.web.listing import pagination
from portal.web.listing.lists import listing
from portal.web.step_up import confirmed
from tickets.models import Job, JobRow
from tickets.services import bulk

State = JobRow.State

# Seconds between two requests for a job that workers are at.
_POLL = 2
# In the order in which a person wants to know of them.
_TABS = (
    *(State.ASKS, State.WRONG, State.FAILED, State.READY, State.ISSUING, State.DONE),
    *(State.LEFT_OUT, State.CANCELLED, State.NEW),
)


@requires("view_pages")
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    rows = Job.objects.select_related("tenant", "preset", "created_by").defer("lines")
    context = listing(request, rows)
    counts = bulk.counts(context["page"].rows)
    for job in context["page"].rows:
        job.counts = counts[job.pk]
    return render(request, "tickets/jobs/jobs.html", context)


@requires("view_pages")
@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Job.objects.select_related("tenant", "preset", "created_by", "started_by"), pk=pk
    )
    if found.state == Job.State.UPLOADED:
        return redirect("tickets:job_columns", pk)
    template = "tickets/jobs/job.html#live" if request.htmx else "tickets/jobs/job.html"  # type: ignore[attr-defined]
    return render(request, template, context_of(request, found))


def context_of(request: HttpRequest, job: Job) -> dict[str, Any]:
    """What the page of a job shows."""
    progress = bulk.progress(job)
    tabs = [(state, progress.counts[state]) for state in _TABS if progress.counts[state]]
    wanted = request.GET.get("state", "")
    rows = job.rows.select_related("customer", "contact", "ticket__connection")
    if wanted == "warned":
        rows = rows.exclude(warnings=[]).exclude(state=State.LEFT_OUT)
    elif wanted in State.values:
        rows = rows.filter(state=wanted)
    page = pagination.page(
        rows,
        ["number"],
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    choosing = job.state == Job.State.READY
    moves = job.state in (Job.State.CHECKING, Job.State.RUNNING) or progress.counts[State.ISSUING]
    return {
        "job": job,
        "progress": progress,
        "tabs": [(state, State(state).label, count) for state, count in tabs],
        "wanted": wanted,
        "page": page,
        "columns": {name: field.label for name, field in bulk.FIELDS.items()},
        "choosing": choosing,
        "leave_out": bulk.LEAVE_OUT,
        "warned": job.rows.exclude(warnings=[]).filter(state=State.READY).count()
        if choosing
        else 0,
        "poll": _POLL if moves else 0,
        "may": request.user.has_perm(f"organizations.{job.permission}"),
        "unstarted": job.state in bulk.UNSTARTED,
        "can_cancel": job.state in bulk.OPEN,
        "can_retry": job.state in (Job.State.FINISHED, Job.State.PAUSED)
        and progress.counts[State.FAILED],
    }


@requires("view_pages")
@require_POST
@confirmed
def job_result(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Answer with all rows of a job. A POST, because it leaves a record."""
    job = get_object_or_404(Job, pk=pk)
    rows = bulk.export_result(job, by=Actor.staff(request))
    return csv_response(f"job-{job.pk}.csv", bulk.RESULT_COLUMNS, rows)
