"""Reports: how setups fare, for managers."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.tables.csv_export import csv_response
from portal.text.dates import day_text
from portal.web.access import requires
from tickets.forms.reports import ReportFilter
from tickets.services.reports.figures import report

from . import sections


@requires("view_reports")
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    form = ReportFilter(request.GET)
    scope = form.scope()
    found = report(scope, form.grouping())
    context = {
        "form": form,
        "since": day_text(scope.since),
        "until": day_text(scope.until),
        "grouping": found.grouping,
        "query": form.query(),
        "tiles": sections.tiles(found.total),
        "sections": sections.sections(found) if found.lines else [],
    }
    return render(request, "tickets/reports/reports.html", context)


@requires("view_reports")
@require_safe
def reports_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Answer with all figures, a line for each group and one for all together."""
    form = ReportFilter(request.GET)
    found = report(form.scope(), form.grouping())
    header = (found.grouping.label, *sections.COLUMNS)
    rows = map(sections.cells, [*found.lines, found.total])
    return csv_response("setups.csv", header, rows)
