"""The audit trail: who did what, when, from where."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from organizations import services
from organizations.forms.audit import AuditFilter
from organizations.models import Event
from portal import keyset
from portal.access import requires
from portal.actor import Actor
from portal.csv import csv_response


@requires("view_audit")
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    form = AuditFilter(request.GET)
    events = form.narrow(Event.objects.all())
    page = keyset.page(
        events.select_related("customer", "connection"),
        ["-at", "-pk"],
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    context = {"form": form, "page": page, "tally": keyset.tally(events), "query": form.query()}
    return render(request, "organizations/audit.html", context)


@requires("view_audit")
@require_POST
def audit_export(request: HttpRequest) -> StreamingHttpResponse:
    """Answer with what the filters of the address show. A POST, because it leaves a record."""
    form = AuditFilter(request.GET)
    rows = services.export_events(
        form.narrow(Event.objects.all()), filters=form.query(), by=Actor.staff(request)
    )
    return csv_response("audit.csv", services.EVENT_COLUMNS, rows)
