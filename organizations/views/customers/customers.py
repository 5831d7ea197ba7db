"""Customers: create, edit, hand over, bring back, and the list as a file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from organizations.forms.customers.customers import CustomerForm, OwnerForm
from organizations.forms.filters import CustomerFilter
from organizations.models import Customer
from organizations.services import customers
from organizations.views.answers import refusals_as_messages, refusals_on
from portal.actor import Actor
from portal.tables.csv_export import csv_response
from portal.web.access import requires
from portal.web.step_up import confirmed


@requires("view_pages")
@require_POST
@confirmed
def customers_export(request: HttpRequest) -> StreamingHttpResponse:
    """Answer with what the filters of the address show. A POST, because it leaves a record."""
    form = CustomerFilter(request.GET, user=request.user)
    rows = customers.export_customers(
        form.narrow().order_by(*form.order()), filters=form.query(), by=Actor.staff(request)
    )
    return csv_response("customers.csv", customers.CUSTOMER_COLUMNS, rows)


@requires("change_customers")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_new(request: HttpRequest) -> HttpResponse:
    form = CustomerForm(request.POST or None, initial={"owner": request.user.pk})
    if form.is_valid():
        with refusals_on(form):
            made = customers.create_customer(**form.cleaned_data, by=Actor.staff(request))
            messages.success(request, f"{made} created. Next, add the person who will set up SSO.")
            return redirect("organizations:contact_new", made.pk)
    return render(request, "organizations/customers/customer_form.html", {"form": form})


@requires("change_customers")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Customer, pk=pk)
    name = found.name
    form = CustomerForm(request.POST or None, instance=found)
    if form.is_valid():
        with refusals_on(form):
            customers.change_customer(found, **form.cleaned_data, by=Actor.staff(request))
            messages.success(request, f"{found} saved.")
            return redirect(found)
    context = {"form": form, "customer": found, "name": name}
    return render(request, "organizations/customers/customer_form.html", context)


@requires("change_customers")
@require_POST
def customer_owner(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Customer, pk=pk)
    form = OwnerForm(request.POST)
    if form.is_valid():
        customers.change_customer(found, by=Actor.staff(request), **form.cleaned_data)
        owned = f"is now owned by {found.owner}" if found.owner else "no longer has an owner"
        messages.success(request, f"{found} {owned}.")
    else:
        messages.error(
            request, "That colleague isn't available as an owner. Choose one from the list."
        )
    return redirect(found)


@requires("archive_customers")
@require_POST
def customer_unarchive(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Customer, pk=pk)
    with refusals_as_messages(request):
        customers.unarchive_customer(found, by=Actor.staff(request))
        messages.success(request, f"{found} unarchived.")
    return redirect(found)
