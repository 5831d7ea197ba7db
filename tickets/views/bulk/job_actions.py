"""What staff do with a job: choose and correct, start, pause, resume, cancel, try again."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from organizations.views.answers import refusals_as_messages
from portal.actor import Actor
from portal.text.counting import counted
from portal.web.access import View, requires
from tickets import errors
from tickets.models import Job, JobRow
from tickets.services import bulk

from .job_start import need

_NAMED = 5
# Names of the fields of a row: choice-12, and cell-12-email where a cell is corrected.
_FIELD = re.compile(r"(choice|cell)-([0-9]{1,18})(?:-([a-z_]+))?", re.ASCII)

Action = Callable[[HttpRequest, Job], str | None]


def _on_a_job(action: Action) -> View:
    """A POST that does something to a job, says what and leads back to where it was pressed."""

    @requires("view_pages")
    @require_POST
    @wraps(action)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        job = get_object_or_404(Job.objects.select_related("tenant", "preset"), pk=pk)
        need(request, job)
        with refusals_as_messages(request):
            if text := action(request, job):
                messages.success(request, text)
        shown = request.GET.urlencode()
        return redirect(f"{job.get_absolute_url()}?{shown}" if shown else job)

    return view


@_on_a_job
def job_choose(request: HttpRequest, job: Job) -> str | None:
    """Save what was chosen and corrected on the page, and start if that was pressed."""
    choices, cells = _typed(request)
    bulk.save_choices(job, choices=choices, cells=cells)
    if "start" not in request.POST:
        return "Choices saved. Nothing has been sent yet." if choices or cells else None
    if job.state == Job.State.CHECKING:
        raise errors.WrongState(
            "Your last choices are still being checked, so nothing was started. Review "
            "the rows and try again."
        )
    seen = request.POST["start"]
    bulk.start(job, seen=int(seen) if re.fullmatch("[0-9]{1,9}", seen) else 0, by=_by(request))
    return None


@_on_a_job
def job_recheck(request: HttpRequest, job: Job) -> str | None:
    bulk.recheck(job)
    return None


@_on_a_job
def job_create_unmatched(request: HttpRequest, job: Job) -> str | None:
    count = bulk.create_for_unmatched(job)
    return (
        f"An organization will be created for {counted(count, 'customer')} when you start the job."
    )


@_on_a_job
def job_pause(request: HttpRequest, job: Job) -> str | None:
    bulk.pause(job, by=_by(request))
    return "Job paused. Rows already in progress will be completed."


@_on_a_job
def job_resume(request: HttpRequest, job: Job) -> str | None:
    bulk.resume(job, by=_by(request))
    return None


@_on_a_job
def job_retry(request: HttpRequest, job: Job) -> str | None:
    count = bulk.retry(job, by=_by(request))
    return f"Retrying {counted(count, 'failed row')}."


@requires("view_pages")
@require_http_methods(["GET", "HEAD", "POST"])
def job_cancel(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask first, naming what is left."""
    job = get_object_or_404(Job.objects.select_related("tenant", "preset"), pk=pk)
    need(request, job)
    if request.method == "POST":
        return _cancel(request, pk)
    left = job.rows.filter(state=JobRow.State.READY).select_related("customer", "job")
    context: dict[str, Any] = {
        "job": job,
        "unstarted": job.state in bulk.UNSTARTED,
        "open": job.state in bulk.OPEN,
        "left": left.count(),
        "named": [row.name for row in left.order_by("number")[:_NAMED]],
        "done": job.rows.filter(state=JobRow.State.DONE).count(),
    }
    context["more"] = context["left"] - len(context["named"])
    return render(request, "tickets/jobs/cancel.html", context)


@_on_a_job
def _cancel(request: HttpRequest, job: Job) -> str | None:
    bulk.cancel(job, by=_by(request))
    return "Job canceled. Completed rows aren't affected."


def _typed(request: HttpRequest) -> tuple[dict[int, str], dict[int, dict[str, str]]]:
    choices: dict[int, str] = {}
    cells: dict[int, dict[str, str]] = {}
    for name, value in request.POST.items():
        found = _FIELD.fullmatch(name)
        if not found:
            continue
        what, key, field = found.groups()
        # No database takes this character.
        typed = str(value).replace("\x00", "")
        if what == "choice" and not field:
            choices[int(key)] = typed
        elif field in bulk.FIELDS:
            cells.setdefault(int(key), {})[field] = typed
    return choices, cells


def _by(request: HttpRequest) -> Actor:
    return Actor.staff(request)
