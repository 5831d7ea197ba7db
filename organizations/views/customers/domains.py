"""The domains of one connection: check in DNS, add, take out, set to verified by decision."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from organizations.forms.customers.domains import DomainForm, ForceForm, RecordForm
from organizations.models import Connection, Domain
from organizations.services import connections, domains
from organizations.services.domains.diagnosis import explain
from organizations.views.answers import refusals_as_messages, refusals_on
from portal.actor import Actor
from portal.dns.txt_record import Result
from portal.web.access import requires
from portal.web.back import back


@requires("issue_tickets")
@require_POST
def domain_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Look in DNS now; when the record is right, reconcile as well."""
    domain, connection = _pending(pk)
    diagnosis = domains.check_domain(domain, by=Actor.staff(request))
    explanation = explain(domain, lookup=diagnosis.result)
    if diagnosis.result == Result.RIGHT:
        connections.reconcile(connection, urgent=True)
        messages.success(request, f"{domain}: {explanation.what}")
    else:
        messages.warning(request, f"{domain}: {explanation.what} {explanation.remedy}")
    return back(request, connection)


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def domain_add(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Connection.objects.select_related("customer", "tenant", "organization")
    connection = get_object_or_404(rows, pk=pk)
    form = DomainForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form, places={"domain": "name"}):
            name = form.cleaned_data["name"]
            domain = domains.add_domain(connection, name, by=Actor.staff(request))
            messages.success(request, f"{domain} added. Auth0 is waiting for its TXT record.")
            return redirect(connection)
    return render(
        request, "organizations/domains/domain_add.html", {"form": form, "connection": connection}
    )


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def domain_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a TXT record that Auth0 shows to the customer only."""
    connection = get_object_or_404(Connection.objects.select_related("customer"), pk=pk)
    form = RecordForm(request.POST or None, initial={"name": request.GET.get("domain", "")})
    if form.is_valid():
        with refusals_on(form):
            domain = domains.enter_record(connection, **form.cleaned_data, by=Actor.staff(request))
            messages.success(request, f"TXT record saved. The portal is checking DNS for {domain}.")
            return redirect(connection)
    return render(
        request,
        "organizations/domains/domain_record.html",
        {"form": form, "connection": connection},
    )


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def domain_remove(request: HttpRequest, pk: int) -> HttpResponse:
    domain, connection = _of_connection(pk)
    if request.method == "POST":
        with refusals_as_messages(request):
            domains.remove_domain(domain, by=Actor.staff(request))
            messages.success(request, f"{domain} removed.")
        return redirect(connection)
    context = {"domain": domain, "connection": connection}
    return render(request, "organizations/domains/domain_remove.html", context)


@requires("force_domains")
@require_http_methods(["GET", "HEAD", "POST"])
def domain_force(request: HttpRequest, pk: int) -> HttpResponse:
    domain, connection = _pending(pk)
    form = ForceForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            reason = form.cleaned_data["reason"]
            domains.force_verified(domain, reason=reason, by=Actor.staff(request))
            connections.reconcile(connection, urgent=True)
            messages.success(request, f"{domain} marked as verified.")
            return redirect(connection)
    context = {"form": form, "domain": domain, "connection": connection}
    return render(request, "organizations/domains/domain_force.html", context)


def _of_connection(pk: int, **wanted: object) -> tuple[Domain, Connection]:
    rows = Domain.objects.filter(connection__isnull=False, **wanted)
    rows = rows.select_related(
        "connection__customer", "connection__tenant", "connection__organization"
    )
    domain = get_object_or_404(rows, pk=pk)
    assert domain.connection  # noqa: S101 - the filter above
    return domain, domain.connection


def _pending(pk: int) -> tuple[Domain, Connection]:
    return _of_connection(pk, state=Domain.State.PENDING)
