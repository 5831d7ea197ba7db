"""The domains of one connection: check in DNS, add, take out, set to verified by decision."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from organizations import services
from organizations.findings import explain
from organizations.forms.domains import DomainForm, ForceForm, RecordForm
from organizations.models import Connection, Domain
from portal.access import requires
from portal.actor import Actor
from portal.back import back
from portal.dns import Result

from .answers import refusals_as_messages, refusals_on


@requires("issue_tickets")
@require_POST
def domain_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Look in DNS now; when the record is right, at Auth0 as well."""
    domain, connection = _pending(pk)
    finding = services.check_domain(domain)
    told = explain(domain)
    if finding.result == Result.RIGHT:
        services.look(connection, urgent=True)
        messages.success(request, f"{domain.name}: {told.what}")
    else:
        messages.warning(request, f"{domain.name}: {told.what} {told.remedy}")
    return back(request, connection)


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def domain_add(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Connection.objects.select_related("customer", "tenant", "organization")
    connection = get_object_or_404(rows, pk=pk)
    form = DomainForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            name = form.cleaned_data["name"]
            domain = services.add_domain(connection, name, by=Actor.staff(request))
            messages.success(request, f"Auth0 waits for the TXT record of {domain.name} now.")
            return redirect(connection)
    return render(
        request, "organizations/domain_add.html", {"form": form, "connection": connection}
    )


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def domain_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a TXT record that Auth0 shows to the customer only."""
    connection = get_object_or_404(Connection.objects.select_related("customer"), pk=pk)
    form = RecordForm(request.POST or None, initial={"name": request.GET.get("domain", "")})
    if form.is_valid():
        with refusals_on(form):
            domain = services.enter_record(connection, **form.cleaned_data, by=Actor.staff(request))
            messages.success(request, f"The portal looks for the record of {domain.name} now.")
            return redirect(connection)
    return render(
        request, "organizations/domain_record.html", {"form": form, "connection": connection}
    )


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def domain_remove(request: HttpRequest, pk: int) -> HttpResponse:
    domain, connection = _of_connection(pk)
    if request.method == "POST":
        with refusals_as_messages(request):
            services.remove_domain(domain, by=Actor.staff(request))
            messages.success(request, f"{domain.name} is taken out.")
        return redirect(connection)
    context = {"domain": domain, "connection": connection}
    return render(request, "organizations/domain_remove.html", context)


@requires("force_domains")
@require_http_methods(["GET", "HEAD", "POST"])
def domain_force(request: HttpRequest, pk: int) -> HttpResponse:
    domain, connection = _pending(pk)
    form = ForceForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            reason = form.cleaned_data["reason"]
            services.force_verified(domain, reason=reason, by=Actor.staff(request))
            services.look(connection, urgent=True)
            messages.success(request, f"{domain.name} is verified by your decision.")
            return redirect(connection)
    context = {"form": form, "domain": domain, "connection": connection}
    return render(request, "organizations/domain_force.html", context)


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
