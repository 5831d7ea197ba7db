"""Which Auth0 organization a customer has in a tenant."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from organizations.auth0_problems import explain
from organizations.forms.customers.organizations import OrganizationForm, OrganizationSearch
from organizations.models import Customer, Organization, Tenant
from organizations.names import ORGANIZATION_NAME_LENGTH, slug
from organizations.services import mapping as mapping_services
from organizations.views.answers import refusals_as_messages, refusals_on
from portal.actor import Actor
from portal.auth0 import Auth0Error
from portal.web.access import requires


@requires("map_organizations")
@require_http_methods(["GET", "HEAD", "POST"])
def mapping(request: HttpRequest, pk: int, tenant_pk: int) -> HttpResponse:
    """Suggestions and a live search; POST maps to the organization that was picked."""
    customer = get_object_or_404(Customer, pk=pk)
    tenant = get_object_or_404(Tenant, pk=tenant_pk, active=True)
    if request.method == "POST":
        return _map(request, customer, tenant)
    search = OrganizationSearch(request.GET)
    text = search.cleaned_data.get("q", "") if search.is_valid() else ""
    context: dict[str, Any] = {
        "customer": customer,
        "tenant": tenant,
        "search": search,
        "searched": bool(text),
        "mapped": Organization.objects.filter(customer=customer, tenant=tenant).first(),
        "form": _blank(customer),
    }
    try:
        if text:
            context["candidates"] = mapping_services.search_organizations(tenant, text)
        else:
            context["candidates"] = mapping_services.suggest_organizations(customer, tenant)
    except Auth0Error as error:
        context["problem"] = explain(error)
    return render(request, "organizations/customers/mapping.html", context)


@requires("map_organizations")
@require_http_methods(["GET", "HEAD", "POST"])
def organization_new(request: HttpRequest, pk: int, tenant_pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer, pk=pk)
    tenant = get_object_or_404(Tenant, pk=tenant_pk, active=True)
    form = OrganizationForm(request.POST) if request.method == "POST" else _blank(customer)
    if form.is_valid():
        with refusals_on(form):
            made = mapping_services.create_organization(
                customer, tenant, **form.cleaned_data, by=Actor.staff(request)
            )
            messages.success(
                request, f"{made.name} created in {tenant}, and {customer} mapped to it."
            )
            return redirect(customer)
    context = {"customer": customer, "tenant": tenant, "form": form}
    return render(request, "organizations/customers/organization_new.html", context)


@requires("map_organizations")
@require_POST
def organization_refresh(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Organization.objects.select_related("customer", "tenant")
    organization = get_object_or_404(rows, pk=pk)
    with refusals_as_messages(request):
        mapping_services.refresh_organization(organization, urgent=True)
        messages.success(
            request, f"Refreshed from Auth0. Status: {organization.get_state_display()}."
        )
    return redirect(organization.customer)


@requires("map_organizations")
@require_POST
def organization_accept(request: HttpRequest, pk: int) -> HttpResponse:
    organization = get_object_or_404(Organization.objects.select_related("customer"), pk=pk)
    mapping_services.accept_rename(organization, by=Actor.staff(request))
    return redirect(organization.customer)


def _map(request: HttpRequest, customer: Customer, tenant: Tenant) -> HttpResponse:
    picked = request.POST.get("organization", "")
    with refusals_as_messages(request):
        mapped = mapping_services.map_organization(
            customer, tenant, picked, by=Actor.staff(request)
        )
        messages.success(request, f"{customer} mapped to {mapped.name}.")
        return redirect(customer)
    return redirect(request.get_full_path())


def _blank(customer: Customer) -> OrganizationForm:
    name = slug(
        customer.name, longest=ORGANIZATION_NAME_LENGTH, otherwise=f"customer-{customer.pk}"
    )
    return OrganizationForm(initial={"name": name, "display_name": customer.name})
