"""One customer's page: everything about them, and who looks after them."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from organizations import attention, clients, services
from organizations.forms.customers import OwnerForm
from organizations.forms.notes import NoteForm
from organizations.models import Connection, Customer, Domain, Tenant
from organizations.services.customers import LIVE_TICKETS
from organizations.stages import OPEN
from portal.access import requires
from portal.actor import Actor
from portal.live import live

_EVENTS = 60
_POLL = 15


@requires("view_desk")
@require_safe
def customer(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Customer.objects.select_related("owner").prefetch_related(
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
    known = list(found.domains.filter(connection=None))
    context = {
        "customer": found,
        "places": _places(found),
        "domains": known,
        "claims": _claimed_elsewhere(found, known),
        "attentions": list(attention.waiting(customer=found)),
        "notes": found.notes.select_related("author"),
        "note_form": NoteForm(),
        "owner_form": OwnerForm(initial={"owner": found.owner_id}),
        "keycard": clients.keycard() is not None,
        "events": list(found.events.all()[:_EVENTS]),
        "poll": _POLL if _can_change(found) else 0,
    }
    return render(request, live("organizations/customer.html", request), context)


@requires("change_customers")
@require_POST
def customer_owner(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Customer, pk=pk)
    form = OwnerForm(request.POST)
    if form.is_valid():
        services.change_customer(found, by=Actor.staff(request), **form.cleaned_data)
        messages.success(request, f"{found.owner or 'Nobody'} looks after {found} now.")
    else:
        messages.error(request, "Choose a colleague from the list: this one is not on it.")
    return redirect(found)


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
        or any(ticket.state in LIVE_TICKETS for ticket in connection.tickets.all())
        for connection in customer.connections.all()
    )


def _claimed_elsewhere(customer: Customer, known: list[Domain]) -> list[Domain]:
    """The same domains at other customers: one of the two is probably wrong."""
    names = [domain.name for domain in known]
    return list(
        Domain.objects.filter(name__in=names)
        .exclude(customer=customer)
        .select_related("customer")
        .order_by("name")[:20]
    )
