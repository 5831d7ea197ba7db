"""The list of customers, and what takes one off it."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.forms.filters import CustomerFilter
from organizations.models import Attention, Customer, Domain, Organization
from organizations.services import customers as customers_services
from organizations.views.account.saved_views import tabs
from organizations.views.answers import refusals_as_messages
from portal.actor import Actor
from portal.web.access import requires
from portal.web.listing import pagination
from portal.web.listing.lists import listing
from tickets.services.lifecycle import archiving
from tickets.services.presets import policies


@requires("view_pages")
@require_safe
def customers(request: HttpRequest) -> HttpResponse:
    form = CustomerFilter(request.GET, user=request.user)
    found = form.narrow()
    rows = found.select_related("owner").prefetch_related(
        Prefetch("domains", Domain.objects.filter(connection=None), to_attr="known_domains"),
        Prefetch("organizations", Organization.objects.select_related("tenant")),
        Prefetch(
            "attentions", Attention.objects.filter(resolved_at=None), to_attr="open_attentions"
        ),
        "connections",
    )
    context = listing(request, rows, form.order(), form=form)
    context |= {"tally": pagination.tally(found), "tabs": tabs(form)}
    return render(request, "tickets/customers/customers.html", context)


@requires("archive_customers")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_archive(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Customer, pk=pk)
    if request.method == "POST":
        with refusals_as_messages(request):
            customers_services.archive_customer(found, by=Actor.staff(request))
            messages.success(request, f"{found} archived.")
        return redirect(found)
    context = {"customer": found, "live": archiving.with_active_tickets(found)}
    return render(request, "tickets/customers/customer_archive.html", context)


@requires("issue_tickets")
@require_POST
def reminders_pause(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Customer, pk=pk)
    policies.pause_reminders(found, by=Actor.staff(request))
    messages.success(request, f"Reminders for {found} paused. Links keep working.")
    return redirect(found)


@requires("issue_tickets")
@require_POST
def reminders_resume(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Customer, pk=pk)
    policies.resume_reminders(found, by=Actor.staff(request))
    messages.success(request, f"Reminders for {found} resumed.")
    return redirect(found)
