"""Auth0 tenants: the list, one tenant with its check, create and change."""

from django.contrib import messages
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.auth0_problems import explain
from organizations.forms.tenants import TenantForm
from organizations.models import Connection, Event, Organization, Tenant
from organizations.services import tenants as tenants_services
from portal.actor import Actor
from portal.auth0 import Auth0Error
from portal.auth0.scopes import HOW_TO_GRANT, NEEDED
from portal.text.counting import counted
from portal.web.access import requires
from portal.web.listing.lists import listing
from portal.web.step_up import confirmed

from .answers import refusals_on

_EVENTS = 20


@requires("view_pages")
@require_safe
def tenants(request: HttpRequest) -> HttpResponse:
    rows = Tenant.objects.annotate(
        customer_count=_count(Organization.objects.all()),
        connection_count=_count(Connection.objects.all()),
    )
    return render(
        request, "organizations/tenants/tenants.html", listing(request, rows, ["name", "pk"])
    )


@requires("view_pages")
@require_safe
def tenant(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(Tenant, pk=pk))


@requires("manage_tenants")
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def tenant_new(request: HttpRequest) -> HttpResponse:
    form = TenantForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            made = tenants_services.create_tenant(**form.changes, by=Actor.staff(request))
            return _checked(request, made)
    return render(request, "organizations/tenants/tenant_form.html", {"form": form})


@requires("manage_tenants")
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def tenant_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Tenant, pk=pk)
    name = found.name
    form = TenantForm(request.POST or None, instance=found)
    if form.is_valid():
        with refusals_on(form):
            tenants_services.change_tenant(found, **form.changes, by=Actor.staff(request))
            return _checked(request, found)
    context = {"form": form, "tenant": found, "name": name}
    return render(request, "organizations/tenants/tenant_form.html", context)


@requires("manage_tenants")
@require_POST
def tenant_check(request: HttpRequest, pk: int) -> HttpResponse:
    return _checked(request, get_object_or_404(Tenant, pk=pk))


@requires("manage_tenants")
@require_POST
@confirmed
def stream_start(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Tenant, pk=pk)
    try:
        tenants_services.start_log_stream(found, by=Actor.staff(request))
    except Auth0Error as error:
        return _page(request, found, stream_error=error)
    messages.success(request, "Log streaming enabled.")
    return redirect(found)


@requires("manage_tenants")
@require_POST
def stream_stop(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Tenant, pk=pk)
    try:
        tenants_services.stop_log_stream(found, by=Actor.staff(request))
    except Auth0Error as error:
        return _page(request, found, stream_error=error)
    messages.success(
        request, "Log streaming disabled. The portal reads the log every minute instead."
    )
    return redirect(found)


def _page(
    request: HttpRequest, found: Tenant, *, stream_error: Auth0Error | None = None
) -> HttpResponse:
    missing = set(found.missing_scopes)
    context = {
        "tenant": found,
        "missing": [scope for scope in NEEDED if scope.name in missing],
        "how_to_grant": HOW_TO_GRANT,
        "hook_url": tenants_services.hook_url(found),
        "stream_problem": explain(stream_error) if stream_error else None,
        "events": Event.objects.filter(target=f"tenant:{found.pk}")[:_EVENTS],
    }
    return render(request, "organizations/tenants/tenant.html", context)


def _count(rows: "QuerySet[Organization] | QuerySet[Connection]") -> Coalesce:
    """How many of the rows are a tenant's: each counted alone, since joined they multiply."""
    theirs = rows.filter(tenant=OuterRef("pk")).order_by().values("tenant")
    return Coalesce(Subquery(theirs.values(count=Count("pk"))), 0, output_field=IntegerField())


def _checked(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    tenants_services.check_tenant(tenant, by=Actor.staff(request))
    if tenant.check_error:
        messages.error(request, tenant.check_error)
    elif tenant.missing_scopes:
        count = len(tenant.missing_scopes)
        missing = f"{counted(count, 'permission')} {'is' if count == 1 else 'are'} missing"
        messages.warning(request, f"Connected to Auth0, but {missing}.")
    else:
        messages.success(
            request, "Connected to Auth0. The portal has all the permissions it needs."
        )
    return redirect(tenant)
