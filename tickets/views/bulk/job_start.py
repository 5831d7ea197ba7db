"""Make a job: of customers chosen in the list, or of a file whose columns are matched next."""

from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from organizations.forms.filters import CustomerFilter
from organizations.models import Customer
from organizations.views.answers import refusals_as_messages, refusals_on
from portal.actor import Actor
from portal.tables.csv_export import csv_response
from portal.web.access import requires
from portal.web.keys import read_key
from tickets.forms.jobs import ColumnsForm, JobForm, UploadForm
from tickets.models import Job
from tickets.services import bulk

F = TypeVar("F", bound=JobForm)
_METHODS = ["GET", "HEAD", "POST"]
_EXAMPLES = 5


@requires("view_pages")
@require_http_methods(_METHODS)
def job_new(request: HttpRequest) -> HttpResponse:
    """For the customers that the address names: `customer`, or with `all` the list's filters."""
    customers = _chosen(request)
    count = customers.count()
    form = _form(request, JobForm)
    if count and form.is_valid():
        with refusals_on(form):
            by = Actor.staff(request)
            return redirect(bulk.job_of_customers(customers, **form.wanted, by=by))
    context = {
        "form": form,
        "count": count,
        "too_many": count > bulk.MOST_ROWS,
        "some": customers.order_by("name", "pk")[:_EXAMPLES],
    }
    return render(request, "tickets/jobs/new.html", context)


@requires("view_pages")
@require_http_methods(_METHODS)
def job_upload(request: HttpRequest) -> HttpResponse:
    form = _form(request, UploadForm)
    if form.is_valid():
        table = form.cleaned_data["file"]
        job = bulk.job_of_table(
            table, file_name=form.file_name, **form.wanted, by=Actor.staff(request)
        )
        if table.encoding:
            read = (
                f"Read as {table.encoding}, separated by {table.separator}. If the columns "
                "look wrong, upload the file again."
            )
            messages.info(request, read)
        for text in table.left_out:
            messages.warning(request, text)
        return redirect("tickets:job_columns", job.pk)
    return render(request, "tickets/jobs/upload.html", {"form": form, "fields": bulk.FIELDS})


@requires("view_pages")
@require_safe
def job_template(request: HttpRequest) -> StreamingHttpResponse:
    """A file to fill in."""
    fields = bulk.FIELDS.values()
    return csv_response(
        "customers.csv", [one.label for one in fields], [[one.sample for one in fields]]
    )


@requires("view_pages")
@require_http_methods(_METHODS)
def job_columns(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.select_related("tenant", "preset"), pk=pk)
    need(request, job)
    if job.state != Job.State.UPLOADED:
        return redirect(job)
    examples = [cells for _, cells in job.lines[:_EXAMPLES]]
    may_make = request.user.has_perm("organizations.change_customers")
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        job=job,
        examples=examples,
        may_make=may_make,
    )
    if form.is_valid():
        with refusals_as_messages(request):
            if job.encoding_unclear:
                bulk.choose_encoding(job, form.cleaned_data["encoding"])
            bulk.match_columns(
                job,
                form.columns,
                makes_customers=form.cleaned_data.get("makes_customers", False),
            )
        return redirect(job)
    context = {
        "form": form,
        "job": job,
        "examples": [list(zip(form.header, cells, strict=True)) for cells in form.examples],
    }
    return render(request, "tickets/jobs/columns.html", context)


def _form(request: HttpRequest, form: type[F]) -> F:
    """The form, for somebody who may do something with it. Raises PermissionDenied."""
    posted = request.method == "POST"
    made = form(
        request.POST if posted else None, request.FILES if posted else None, user=request.user
    )
    needed = ("issue_tickets", "map_organizations")
    if not any(request.user.has_perm(f"organizations.{one}") for one in needed):
        raise PermissionDenied("issue_tickets")
    return made


def need(request: HttpRequest, job: Job) -> None:
    """Raise PermissionDenied unless the person may do what this job does."""
    if not request.user.has_perm(f"organizations.{job.permission}"):
        raise PermissionDenied(job.permission)


def _chosen(request: HttpRequest) -> QuerySet[Customer]:
    if "all" in request.GET:
        narrowed: Any = CustomerFilter(request.GET, user=request.user).narrow()
        return narrowed.filter(archived_at=None)
    keys = [key for text in request.GET.getlist("customer") if (key := read_key(text))]
    return Customer.objects.filter(pk__in=keys, archived_at=None)
