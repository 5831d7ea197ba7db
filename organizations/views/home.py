"""The first page of the desk: where every connection stands, and what needs a person."""

from collections import Counter

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from organizations import attention
from organizations.models import (
    Attention,
    Connection,
    Customer,
    Event,
    Organization,
    Stage,
    Tenant,
)
from organizations.stages import OPEN, ROAD
from portal.access import requires
from portal.actor import Actor
from portal.back import back
from portal.live import live

_NEEDS = 20
_EVENTS = 12
# What colleagues do for themselves is for the audit trail.
_AMONG_STAFF = (
    Q(verb__startswith="staff:") | Q(verb__startswith="view:") | Q(verb__endswith=":export")
)
# Seconds between two looks at the page, while a connection is on its way.
_POLL = 20


@requires("view_desk")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    counts = _pipeline()
    archived = Customer.objects.filter(archived_at__isnull=False)
    needs = attention.waiting().exclude(customer__in=archived)
    context = {
        # What left the road is shown only where there is some of it.
        "pipeline": [
            (stage, counts[stage.value]) for stage in Stage if stage in ROAD or counts[stage.value]
        ],
        # First which, then all that is shown of them: joined, thousands would be read for these.
        "attentions": attention.waiting(pk__in=needs.values("pk")[:_NEEDS]),
        "attention_count": needs.count(),
        "changed": Organization.objects.exclude(state=Organization.State.MAPPED)
        .select_related("customer")
        .order_by("pk")[:_NEEDS],
        "troubled": Tenant.objects.filter(active=True).exclude(check_error=""),
        "tenants": Tenant.objects.exists(),
        "poll": _POLL if any(counts[stage.value] for stage in OPEN) else 0,
        "events": Event.objects.exclude(_AMONG_STAFF).select_related("customer")[:_EVENTS],
    }
    return render(request, live("organizations/home.html", request), context)


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


@requires("issue_tickets")
@require_POST
def attention_settle(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Attention.objects.select_related("connection"), pk=pk)
    if found.connection:
        attention.settle(found.connection, Attention.Reason(found.reason), by=Actor.staff(request))
    return back(request, "organizations:home")
