"""The audit trail: who did what, when, from where."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organizations.forms.audit import AuditFilter
from organizations.models import Event
from portal import keyset
from portal.access import requires


@requires("view_audit")
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    form = AuditFilter(request.GET)
    page = keyset.page(
        form.narrow(Event.objects.select_related("customer", "connection")),
        ["-at", "-pk"],
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    return render(request, "organizations/audit.html", {"form": form, "page": page})
