"""The audit trail: who did what, when, from where."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from organizations.forms.audit import AuditFilter
from organizations.models import Event
from organizations.services import customers
from portal.actor import Actor
from portal.tables.csv_export import csv_response
from portal.web.access import requires
from portal.web.listing import pagination
from portal.web.listing.lists import listing
from portal.web.step_up import confirmed


@requires("view_audit")
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    form = AuditFilter(request.GET)
    events = form.narrow(Event.objects.all())
    rows = events.select_related("customer", "connection")
    context = listing(request, rows, ["-at", "-pk"], form=form)
    context |= {"tally": pagination.tally(events), "query": form.query()}
    return render(request, "organizations/audit.html", context)


@requires("view_audit")
@require_POST
@confirmed
def audit_export(request: HttpRequest) -> StreamingHttpResponse:
    """Answer with what the filters of the address show. A POST, because it leaves a record."""
    form = AuditFilter(request.GET)
    rows = customers.export_events(
        form.narrow(Event.objects.all()), filters=form.query(), by=Actor.staff(request)
    )
    return csv_response("audit.csv", customers.EVENT_COLUMNS, rows)
