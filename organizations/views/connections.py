"""One connection's page, adopting connections, and creating them from metadata."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations import attention, services
from organizations.errors import Rejected
from organizations.forms.connections import ConnectionForm, FindConnection
from organizations.models import Connection, Customer, Domain, Organization, Tenant, Verification
from organizations.problems import explain
from organizations.stages import OPEN
from portal.access import requires
from portal.actor import Actor
from portal.auth0 import Auth0Error
from portal.back import back
from portal.live import live

from .answers import in_words, refusals_as_messages

_EVENTS = 60
_POLL = 15


@requires("view_desk")
@require_safe
def connection(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Connection.objects.select_related("customer", "tenant", "organization")
    found = get_object_or_404(rows, pk=pk)
    domains = list(found.domains.all())
    context = {
        "connection": found,
        "domains": domains,
        "pending": any(domain.state == Domain.State.PENDING for domain in domains),
        "unseen": found.verification != Verification.NONE and not found.shows_pending,
        "told": services.told_of_domains(found) if not found.shows_pending else [],
        "half_done": services.is_half_done(found),
        "tickets": found.tickets.select_related("link"),
        "attentions": attention.waiting(connection=found),
        "poll": _POLL if found.stage in OPEN else 0,
        "events": list(found.events.all()[:_EVENTS]),
    }
    return render(request, live("organizations/connection.html", request), context)


@requires("issue_tickets")
@require_POST
def connection_look(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Connection.objects.select_related("tenant", "organization"), pk=pk)
    services.look(found, urgent=True)
    if found.check_error:
        messages.error(request, found.check_error)
    else:
        messages.success(request, f"In Auth0 just now: {found.get_stage_display().lower()}.")
    return back(request, found)


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
            context["found"] = services.search_connections(tenant, text)
        else:
            context["found"] = services.find_connections(customer, tenant)
    except Auth0Error as error:
        context["problem"] = explain(error)
    return render(request, "organizations/connection_adopt.html", context)


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def connection_create(request: HttpRequest, pk: int, tenant_pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer, pk=pk)
    tenant = get_object_or_404(Tenant, pk=tenant_pk, active=True)
    organization = Organization.objects.filter(customer=customer, tenant=tenant).first()
    context: dict[str, Any] = {
        "customer": customer,
        "tenant": tenant,
        "organization": organization,
    }
    try:
        offered = services.applications(tenant, with_organizations=organization is not None)
        name = "" if request.POST else services.propose_connection_name(customer, tenant)
    except Auth0Error as error:
        context["problem"] = explain(error)
        return render(request, "organizations/connection_create.html", context)
    form = ConnectionForm(
        request.POST or None,
        way=request.GET.get("way", ""),
        applications=offered,
        mapped=organization is not None,
        initial={"name": name, "display_name": customer.name},
    )
    if form.is_valid():
        made = _create(request, form, customer, tenant, organization)
        if made:
            return redirect(made)
    return render(request, "organizations/connection_create.html", {**context, "form": form})


@requires("issue_tickets")
@require_POST
def connection_enable(request: HttpRequest, pk: int) -> HttpResponse:
    """Enable a connection again that was disabled in Auth0."""
    rows = Connection.objects.select_related("customer", "tenant", "organization")
    found = get_object_or_404(rows, pk=pk)
    with refusals_as_messages(request):
        services.enable_connection(found, by=Actor.staff(request))
        services.look(found, urgent=True)
        messages.success(request, f"In Auth0 just now: {found.get_stage_display().lower()}.")
    return back(request, found)


@requires("issue_tickets")
@require_POST
def connection_finish(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Connection.objects.select_related("customer", "tenant", "organization")
    found = get_object_or_404(rows, pk=pk)
    customer = found.customer
    with refusals_as_messages(request):
        services.finish_connection(
            found,
            assign_membership_on_login=bool(request.POST.get("assign_membership_on_login")),
            by=Actor.staff(request),
        )
        services.look(found, urgent=True)
        messages.success(request, f"{found} is complete.")
    return redirect(found if found.pk else customer)


def _adopt(request: HttpRequest, customer: Customer, tenant: Tenant) -> HttpResponse:
    picked = request.POST.get("connection", "")
    try:
        adopted = services.adopt_connection(customer, tenant, picked, by=Actor.staff(request))
    except (Rejected, Auth0Error) as error:
        messages.error(request, in_words(error))
        return redirect(request.get_full_path())
    services.look(adopted, urgent=True)
    messages.success(request, f"{adopted} is adopted.")
    return redirect(adopted)


def _create(
    request: HttpRequest,
    form: ConnectionForm,
    customer: Customer,
    tenant: Tenant,
    organization: Organization | None,
) -> Connection | None:
    """Create it, or put the refusal on the form; what was half done has a page that says so."""
    typed = form.cleaned_data
    try:
        made = services.create_connection(
            customer,
            tenant,
            name=typed["name"],
            display_name=typed["display_name"],
            show_as_button=typed["show_as_button"],
            organization=organization if typed.get("attach") else None,
            wanted_clients=typed["wanted_clients"],
            assign_membership_on_login=bool(typed.get("assign_membership_on_login")),
            by=Actor.staff(request),
            **form.provider,
        )
    except Auth0Error as error:
        begun = Connection.objects.filter(tenant=tenant, name=typed["name"]).first()
        if begun is None:
            form.add_error(None, in_words(error))
            return None
        messages.error(request, in_words(error))
        return begun
    except Rejected as refused:
        form.add_error(refused.field or None, refused.message)
        return None
    services.look(made, urgent=True)
    messages.success(request, f"{made} is created and enabled.")
    return made
