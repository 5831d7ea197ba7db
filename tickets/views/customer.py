"""One customer's page: everything about them, in every tenant."""

from typing import Any

from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from organizations import auth0_clients
from organizations.forms.customers.customers import OwnerForm
from organizations.forms.customers.notes import NoteForm
from organizations.models import Connection, Customer, Domain, Tenant
from organizations.services.audit.search import history
from organizations.stages import OPEN
from portal.web.access import requires
from portal.web.live import live
from tickets.actions import waiting
from tickets.palette.recent import remember
from tickets.states import ACTIVE

_EVENTS = 60
_POLL = 15


@requires("view_pages")
@require_safe
def customer(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Customer.objects.select_related("owner", "merged_into").prefetch_related(
        "organizations",
        "contacts",
        Prefetch(
            "connections",
            Connection.objects.select_related("organization").prefetch_related(
                "tickets__link", "domains"
            ),
        ),
    )
    found = get_object_or_404(rows, pk=pk)
    remember(request, found)
    known = list(found.domains.filter(connection=None))
    context = {
        "customer": found,
        "places": _places(found),
        "domains": known,
        "claims": _claimed_elsewhere(found, known),
        "attentions": list(waiting(customer=found)),
        "notes": found.notes.select_related("author"),
        "note_form": NoteForm(),
        "owner_form": OwnerForm(initial={"owner": found.owner_id}),
        "keycard": auth0_clients.keycard() is not None,
        "events": list(history(found)[:_EVENTS]),
        "poll": _POLL if _can_change(found) else 0,
    }
    return render(request, live("tickets/customers/customer.html", request), context)


def _places(customer: Customer) -> list[dict[str, Any]]:
    """The tenants where the customer is or may be, each with what they have there."""
    organizations = {one.tenant_id: one for one in customer.organizations.all()}
    connections: dict[int, list[Connection]] = {}
    for connection in customer.connections.all():
        connections.setdefault(connection.tenant_id, []).append(connection)
    theirs = Q(active=True) | Q(pk__in=[*organizations, *connections])
    return [
        {
            "tenant": tenant,
            "organization": organizations.get(tenant.pk),
            "connections": connections.get(tenant.pk, []),
        }
        for tenant in Tenant.objects.filter(theirs)
    ]


def _can_change(customer: Customer) -> bool:
    """Answer whether something may happen without anybody doing anything here."""
    return any(
        connection.stage in OPEN
        or any(ticket.state in ACTIVE for ticket in connection.tickets.all())
        for connection in customer.connections.all()
    )


def _claimed_elsewhere(customer: Customer, known: list[Domain]) -> list[Domain]:
    """The same domains at other customers: one of the two is probably wrong."""
    if customer.merged_into:
        return []
    names = [domain.name for domain in known]
    return list(
        Domain.objects.filter(name__in=names)
        .exclude(customer=customer)
        .exclude(customer__merged_into=customer)
        .select_related("customer")
        .order_by("name")[:20]
    )
