"""Forget which Auth0 organization a customer has: first what depends on it is shown."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from organizations.models import Organization
from organizations.services import mapping
from portal.actor import Actor
from portal.web.access import requires


@requires("map_organizations")
@require_http_methods(["GET", "HEAD", "POST"])
def unmap(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Organization.objects.select_related("customer", "tenant")
    organization = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        mapping.unmap_organization(organization, by=Actor.staff(request))
        messages.success(request, f"{organization.customer} unmapped.")
        return redirect(organization.customer)
    connections = organization.connections.prefetch_related("tickets")
    context = {"organization": organization, "connections": connections}
    return render(request, "tickets/customers/unmap.html", context)
