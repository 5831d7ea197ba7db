"""Customers: the list, create, edit, archive."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations import services
from organizations.forms.customers import CustomerForm
from organizations.forms.filters import CustomerFilter
from organizations.models import Attention, Customer, Domain, Organization
from portal import keyset
from portal.access import requires
from portal.actor import Actor
from portal.csv import csv_response

from .answers import refusals_as_messages, refusals_on
from .saved_views import tabs


@requires("view_desk")
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
    page = keyset.page(
        rows,
        form.order(),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    narrowed = bool(form.chosen().keys() - {"sort"})
    context = {
        "form": form,
        "page": page,
        "narrowed": narrowed,
        "tally": keyset.tally(found),
        "tabs": tabs(form),
    }
    return render(request, "organizations/customers.html", context)


@requires("view_desk")
@require_POST
def customers_export(request: HttpRequest) -> StreamingHttpResponse:
    """Answer with what the filters of the address show. A POST, because it leaves a record."""
    form = CustomerFilter(request.GET, user=request.user)
    rows = services.export_customers(
        form.narrow().order_by(*form.order()), filters=form.query(), by=Actor.staff(request)
    )
    return csv_response("customers.csv", services.CUSTOMER_COLUMNS, rows)


@requires("change_customers")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_new(request: HttpRequest) -> HttpResponse:
    form = CustomerForm(request.POST or None, initial={"owner": request.user.pk})
    if form.is_valid():
        with refusals_on(form):
            made = services.create_customer(**form.cleaned_data, by=Actor.staff(request))
            messages.success(request, f"{made} is a customer now. Who will set up their sign-on?")
            return redirect("organizations:contact_new", made.pk)
    return render(request, "organizations/customer_form.html", {"form": form})


@requires("change_customers")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Customer, pk=pk)
    name = found.name
    form = CustomerForm(request.POST or None, instance=found)
    if form.is_valid():
        with refusals_on(form):
            services.change_customer(found, **form.cleaned_data, by=Actor.staff(request))
            messages.success(request, f"{found} is saved.")
            return redirect(found)
    context = {"form": form, "customer": found, "name": name}
    return render(request, "organizations/customer_form.html", context)


@requires("archive_customers")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_archive(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Customer, pk=pk)
    if request.method == "POST":
        with refusals_as_messages(request):
            services.archive_customer(found, by=Actor.staff(request))
            messages.success(request, f"{found} is archived.")
        return redirect(found)
    context = {"customer": found, "live": services.with_live_tickets(found)}
    return render(request, "organizations/customer_archive.html", context)


@requires("archive_customers")
@require_POST
def customer_unarchive(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Customer, pk=pk)
    services.unarchive_customer(found, by=Actor.staff(request))
    messages.success(request, f"{found} is back from the archive.")
    return redirect(found)
