"""The people at a customer: add, edit, remove."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from organizations.forms.customers.customers import ContactForm
from organizations.models import Contact, Customer
from organizations.services import customers
from organizations.views.answers import refusals_on
from portal.actor import Actor
from portal.web.access import requires


@requires("change_customers")
@require_http_methods(["GET", "HEAD", "POST"])
def contact_new(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer, pk=pk)
    form = ContactForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            contact = customers.add_contact(customer, **form.cleaned_data, by=Actor.staff(request))
            messages.success(request, f"{contact.name} added as a contact at {customer}.")
            return redirect(customer)
    return render(
        request, "organizations/customers/contact_form.html", {"form": form, "customer": customer}
    )


@requires("change_customers")
@require_http_methods(["GET", "HEAD", "POST"])
def contact_edit(request: HttpRequest, pk: int) -> HttpResponse:
    contact = get_object_or_404(Contact.objects.select_related("customer"), pk=pk)
    form = ContactForm(request.POST or None, instance=contact)
    if form.is_valid():
        with refusals_on(form):
            customers.change_contact(contact, **form.cleaned_data, by=Actor.staff(request))
            messages.success(request, f"{contact.name} saved.")
            return redirect(contact.customer)
    context = {"form": form, "customer": contact.customer, "contact": contact}
    return render(request, "organizations/customers/contact_form.html", context)


@requires("change_customers")
@require_http_methods(["GET", "HEAD", "POST"])
def contact_remove(request: HttpRequest, pk: int) -> HttpResponse:
    contact = get_object_or_404(Contact.objects.select_related("customer"), pk=pk)
    if request.method == "POST":
        customers.remove_contact(contact, by=Actor.staff(request))
        messages.success(request, f"{contact.name} removed.")
        return redirect(contact.customer)
    return render(request, "organizations/customers/contact_remove.html", {"contact": contact})
