"""The staff's first page: the queue of what needs attention, and where every connection stands."""

from collections import Counter

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organizations.forms.queue import QueueFilter, QueueForm
from organizations.models import Connection, Event, Organization, Stage, Tenant
from organizations.stages import OPEN, ROAD
from portal import clock
from portal.web.access import requires
from portal.web.live import live
from tickets.display.queue import queue

_CHANGED = 20
_EVENTS = 12
# What colleagues do for themselves is for the audit trail.
_AMONG_STAFF = (
    Q(verb__startswith="staff:") | Q(verb__startswith="view:") | Q(verb__endswith=":export")
)
# Seconds between two requests for the page, while a connection is on its way.
_POLL = 20


@requires("view_pages")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    counts = _pipeline()
    form = QueueFilter(request.GET, user=request.user)
    changed = Organization.objects.exclude(state=Organization.State.MAPPED)
    context = {
        # What left the road is shown only where there is some of it.
        "pipeline": [
            (stage, counts[stage.value]) for stage in Stage if stage in ROAD or counts[stage.value]
        ],
        "form": form,
        "chosen": form.chosen(),
        "queue_form": QueueForm(auto_id="queue-%s"),
        "today": timezone.localdate(clock.now()),
        "changed": []
        if form.query()
        else changed.filter(customer__archived_at=None)
        .select_related("customer")
        .order_by("pk")[:_CHANGED],
        "troubled": Tenant.objects.filter(active=True).exclude(check_error=""),
        "tenants": Tenant.objects.exists(),
        "poll": _POLL if any(counts[stage.value] for stage in OPEN) else 0,
        "events": Event.objects.exclude(_AMONG_STAFF).select_related("customer")[:_EVENTS],
        **queue(form, after=request.GET.get("after", ""), before=request.GET.get("before", "")),
    }
    return render(request, live("tickets/home/home.html", request), context)


def _pipeline() -> Counter[str]:
    """How many connections of current customers stand in each stage.

    All, counted from an index alone, less the few of archived customers: joined with every
    customer, this one count would take longer than the rest of the page.
    """
    rows = Connection.objects.order_by().values_list("stage")
    counts = Counter(dict(rows.annotate(count=Count("stage"))))
    archived = rows.filter(customer__archived_at__isnull=False)
    counts.subtract(dict(archived.annotate(count=Count("stage"))))
    return counts
