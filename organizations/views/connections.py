"""Connections: reconcile, adopt, create, change, enable, finish."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from organizations.auth0_problems import Problem, explain
from organizations.errors import Rejected, Taken
from organizations.forms.connections.create import (
    ConnectionForm,
    FindConnection,
    NewConnectionForm,
    RawConnectionForm,
)
from organizations.forms.connections.update import ConnectionUpdateForm, SecretExpiryForm
from organizations.forms.refusals import show_refusal
from organizations.identity_providers import catalog
from organizations.models import Connection, Customer, Organization, Tenant
from organizations.services import connections, tenants
from portal.actor import Actor
from portal.auth0 import Auth0Error
from portal.text.counting import counted
from portal.web.access import requires
from portal.web.back import back

from .answers import in_words, refusals_as_messages, refusals_on


@requires("issue_tickets")
@require_POST
def connection_reconcile(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Connection.objects.select_related("customer", "tenant", "organization")
    found = get_object_or_404(rows, pk=pk)
    connections.refresh_connection(found, by=Actor.staff(request))
    if found.check_error:
        messages.error(request, found.check_error)
    else:
        messages.success(request, f"Refreshed from Auth0. Stage: {found.get_stage_display()}.")
    return back(request, found)


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def secret_expiry(request: HttpRequest, pk: int) -> HttpResponse:
    """Until when the client secret lasts, which Auth0 doesn't show."""
    found = get_object_or_404(Connection.objects.select_related("customer", "tenant"), pk=pk)
    initial = {"on": connections.last_day(found)}
    form = SecretExpiryForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        connections.set_secret_expiry(found, on=form.cleaned_data["on"], by=Actor.staff(request))
        messages.success(request, "Expiration date saved.")
        return redirect(found)
    context = {"form": form, "connection": found}
    return render(request, "organizations/connections/secret_expiry.html", context)


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def connection_adopt(request: HttpRequest, pk: int, tenant_pk: int) -> HttpResponse:
    """What Auth0 has that is or may be the customer's; POST adopts the one that was picked."""
    customer = get_object_or_404(Customer, pk=pk)
    tenant = get_object_or_404(Tenant, pk=tenant_pk, active=True)
    if request.method == "POST":
        return _adopt(request, customer, tenant)
    search = FindConnection(request.GET)
    text = search.cleaned_data.get("q", "") if search.is_valid() else ""
    context: dict[str, Any] = {
        "customer": customer,
        "tenant": tenant,
        "search": search,
        "searched": bool(text),
    }
    try:
        if text:
            context["found"] = connections.search_connections(tenant, text)
        else:
            context["found"] = connections.find_connections(customer, tenant)
    except Auth0Error as error:
        context["problem"] = explain(error)
    return render(request, "organizations/connections/connection_adopt.html", context)


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def connection_create(request: HttpRequest, pk: int, tenant_pk: int) -> HttpResponse:
    """A connection of one strategy, from the fields that its catalog names."""
    place = _Place.of(pk, tenant_pk)
    strategy = catalog.strategy(request.GET.get("strategy", ""))
    way = strategy.way(request.GET.get("way", ""))

    def form(applications: _Applications, name: str) -> ConnectionForm:
        return ConnectionForm(
            request.POST or None,
            strategy=strategy,
            way=way,
            applications=applications,
            mapped=place.organization is not None,
            initial={
                "name": name,
                "display_name": place.customer.name,
                "wanted_clients": tenants.usual_applications(place.tenant),
            },
        )

    return _creation(request, place, form, "organizations/connections/connection_create.html")


@requires("create_raw_connections")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def connection_create_raw(request: HttpRequest, pk: int, tenant_pk: int) -> HttpResponse:
    """A connection of any strategy, from the body of the call as somebody wrote it."""
    place = _Place.of(pk, tenant_pk)

    def form(applications: _Applications, name: str) -> RawConnectionForm:
        return RawConnectionForm(
            request.POST or None,
            applications=applications,
            mapped=place.organization is not None,
            initial={
                "body": {"name": name, "strategy": "", "options": {}},
                "wanted_clients": tenants.usual_applications(place.tenant),
            },
        )

    return _creation(request, place, form, "organizations/connections/connection_create_raw.html")


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def connection_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what Auth0 has, then what would change, and change it once that was seen."""
    rows = Connection.objects.select_related("customer", "tenant", "organization")
    found = get_object_or_404(rows, pk=pk)
    context: dict[str, Any] = {"connection": found, "customer": found.customer}
    try:
        settings = connections.read_settings(found)
        offered = tenants.applications(
            found.tenant, with_organizations=found.organization is not None
        )
        names = dict(tenants.applications(found.tenant, with_organizations=False))
    except Rejected as refused:
        context["problem"] = Problem(refused.message, "Issue a ticket, or finish the setup.")
        return render(request, "organizations/connections/connection_edit.html", context)
    except Auth0Error as error:
        if request.method == "POST":
            context["form"] = _kept(request, found, error)
        else:
            context["problem"] = explain(error)
        return render(request, "organizations/connections/connection_edit.html", context)
    form = ConnectionUpdateForm(
        request.POST or None, settings=settings, applications=offered, names=names
    )
    context |= {"form": form, "now": settings.connection}
    if form.is_valid():
        changes = form.changes
        if not changes:
            messages.info(request, "No changes to save.")
            return redirect(found)
        seen = form.cleaned_data["seen"]
        if seen == changes.digest:
            with refusals_on(form, places=form.places):
                connections.update_connection(found, changes, by=Actor.staff(request))
                connections.reconcile(found, urgent=True)
                messages.success(request, f"{found} updated.")
                return redirect(found)
        context |= {"changes": changes, "again": bool(seen) and seen != changes.digest}
    return render(request, "organizations/connections/connection_edit.html", context)


@requires("issue_tickets")
@require_POST
def connection_enable(request: HttpRequest, pk: int) -> HttpResponse:
    """Enable a connection again that was disabled in Auth0."""
    rows = Connection.objects.select_related("customer", "tenant", "organization")
    found = get_object_or_404(rows, pk=pk)
    with refusals_as_messages(request):
        connections.enable_connection(found, by=Actor.staff(request))
        connections.reconcile(found, urgent=True)
        messages.success(request, f"Refreshed from Auth0. Stage: {found.get_stage_display()}.")
    return back(request, found)


@requires("issue_tickets")
@require_POST
def connection_finish(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Connection.objects.select_related("customer", "tenant", "organization")
    found = get_object_or_404(rows, pk=pk)
    customer = found.customer
    with refusals_as_messages(request):
        connections.finish_connection(
            found,
            assign_membership_on_login=bool(request.POST.get("assign_membership_on_login")),
            by=Actor.staff(request),
        )
        connections.reconcile(found, urgent=True)
        messages.success(request, f"{found} enabled for {_served(found)}.")
    return redirect(found if found.pk else customer)


def _served(connection: Connection) -> str:
    """What a connection is enabled for, as a message says it."""
    served = []
    if connection.clients:
        served.append(counted(len(connection.clients), "application"))
    if connection.organization and connection.organization_enabled:
        served.append(f"the organization {connection.organization.name}")
    return " and ".join(served) or "no application"


def _adopt(request: HttpRequest, customer: Customer, tenant: Tenant) -> HttpResponse:
    picked = request.POST.get("connection", "")
    with refusals_as_messages(request):
        adopted = connections.adopt_connection(customer, tenant, picked, by=Actor.staff(request))
        connections.reconcile(adopted, urgent=True)
        messages.success(request, f"{adopted} imported.")
        return redirect(adopted)
    return redirect(request.get_full_path())


_Applications = list[tuple[str, str]]


@dataclass(frozen=True)
class _Place:
    """Where a connection is to be created, and what there is to choose from."""

    customer: Customer
    tenant: Tenant
    organization: Organization | None

    @classmethod
    def of(cls, pk: int, tenant_pk: int) -> "_Place":
        customer = get_object_or_404(Customer, pk=pk)
        tenant = get_object_or_404(Tenant, pk=tenant_pk, active=True)
        organization = Organization.objects.filter(customer=customer, tenant=tenant).first()
        return cls(customer, tenant, organization)

    def applications(self) -> _Applications:
        with_organizations = self.organization is not None
        return tenants.applications(self.tenant, with_organizations=with_organizations)

    def propose_name(self) -> str:
        """Empty where every name that follows the rule is taken."""
        with suppress(Taken):
            return connections.propose_connection_name(self.customer, self.tenant)
        return ""


def _creation(
    request: HttpRequest,
    place: _Place,
    form_for: Callable[[_Applications, str], NewConnectionForm],
    template: str,
) -> HttpResponse:
    """The form for these applications and with this name; POST creates what it describes."""
    refusal = None
    try:
        applications = place.applications()
        name = "" if request.POST else place.propose_name()
    except Auth0Error as error:
        if request.method != "POST":
            context = {**vars(place), "problem": explain(error)}
            return render(request, "organizations/connections/connection_create.html", context)
        refusal, name, applications = error, "", _chosen(request, "wanted_clients")
    form = form_for(applications, name)
    if refusal:
        show_refusal(form, refusal)
    elif form.is_valid() and (made := _create(request, form, place)):
        for warning in form.warnings:
            messages.warning(request, warning)
        return redirect(made)
    return render(request, template, {**vars(place), "form": form})


def _chosen(request: HttpRequest, clients: str) -> _Applications:
    """What was chosen is all that can be offered while Auth0 does not say what there is."""
    chosen = {*request.POST.getlist(clients), request.POST.get("idp_client", "")} - {""}
    return [(one, one) for one in sorted(chosen)]


def _kept(request: HttpRequest, connection: Connection, error: Auth0Error) -> ConnectionUpdateForm:
    """The form with what was typed, and why Auth0 doesn't say what there is now."""
    form = ConnectionUpdateForm(
        request.POST,
        settings=connections.known_settings(connection),
        applications=_chosen(request, "clients"),
        names={},
    )
    show_refusal(form, error)
    return form


def _create(request: HttpRequest, form: NewConnectionForm, place: _Place) -> Connection | None:
    """Create it, or put the refusal on the form; what was half done has a page that says so."""
    typed, body = form.cleaned_data, form.request_body
    try:
        made = connections.create_connection(
            place.customer,
            place.tenant,
            body=body,
            organization=place.organization if typed.get("attach") else None,
            wanted_clients=typed["wanted_clients"],
            enable=False,
            by=Actor.staff(request),
        )
    except Auth0Error as error:
        begun = Connection.objects.filter(tenant=place.tenant, name=body["name"]).first()
        if begun is None:
            show_refusal(form, error, places=form.places)
            return None
        messages.error(request, in_words(error))
        return begun
    except Rejected as refused:
        field = refused.field if refused.field in form.fields else form.places.get("")
        form.add_error(field, refused.message)
        return None
    connections.reconcile(made, urgent=True)
    messages.success(request, f"{made} created in Auth0. It isn't enabled yet.")
    return made
