"""A new ticket, first step: for which customer, by which preset, to whom."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from organizations import search
from organizations.models import Connection, Contact, Customer, Stage
from organizations.services import customers as customers_services
from organizations.views.answers import refusals_on
from portal.actor import Actor
from portal.text.cleaning import printable
from portal.web.access import requires
from portal.web.keys import read_key
from tickets.forms.people import PeopleForms, PersonForm
from tickets.forms.start import StartForm
from tickets.models import Link

_FOUND = 20


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    connection = _chosen(request, Connection.objects.select_related("customer"), "connection")
    customer = connection.customer if connection else _chosen(request, Customer.objects, "customer")
    if customer is None:
        return _search(request)
    if customer.archived_at:
        messages.error(request, f"{customer} is archived. Unarchive the customer first.")
        return redirect(customer)
    if connection and connection.stage == Stage.GONE:
        messages.info(
            request, f"{connection} was deleted in Auth0. This ticket creates a new connection."
        )
        return redirect(f"{reverse('tickets:new')}?customer={customer.pk}")
    may_add = request.user.has_perm("organizations.change_customers")
    form = StartForm(
        request.POST if request.method == "POST" else None,
        customer=customer,
        connection=connection,
        may_add=may_add,
        initial={name: request.GET[name] for name in ("preset", "contact") if name in request.GET},
    )
    others = PeopleForms(
        request.POST if request.method == "POST" else None,
        customer=customer,
        may_add=may_add,
        initial=[in_query(one) for one in request.GET.getlist("other")],
    )
    if request.method == "POST" and all([form.is_valid(), others.is_valid()]):
        address = _next(form, others, customer, Actor.staff(request))
        if address:
            return redirect(address)
    context = {"customer": customer, "form": form, "others": others, "may_add": may_add}
    return render(request, "tickets/tickets/new.html", context)


def in_query(text: str) -> tuple[str, str]:
    """Return whom an address names as a further recipient ("7", "7:dns"): their key and role."""
    key, _colon, role = text.partition(":")
    return key, role if role in Link.Role.values else Link.Role.SETUP


def _next(form: StartForm, others: PeopleForms, customer: Customer, by: Actor) -> str:
    """Where the second step is; empty if a new contact cannot be added."""
    contact = _contact(form, customer, by)
    further = [(_contact(one, customer, by), one) for one in others.filled]
    seen = {contact}
    for person, person_form in further:
        if person and person in seen:
            person_form.add_error("contact", "This person is already a recipient.")
        seen.add(person)
    if contact is None or None in seen or len(seen) <= len(further):
        return ""
    query: dict[str, Any] = {
        "customer": customer.pk,
        "preset": form.cleaned_data["preset"].pk,
        "contact": contact.pk,
    }
    if form.chosen_connection:
        query["connection"] = form.chosen_connection.pk
    query["other"] = [f"{one.pk}:{f.cleaned_data['role']}" for one, f in further if one]
    return f"{reverse('tickets:review')}?{urlencode(query, doseq=True)}"


def _contact(form: StartForm | PersonForm, customer: Customer, by: Actor) -> Contact | None:
    """The chosen contact, who is added if they are new; None if they cannot be."""
    contact = form.known_contact
    if contact is None:
        person = {name: form.cleaned_data[name] for name in ("name", "email", "language")}
        with refusals_on(form):
            contact = customers_services.add_contact(customer, by=by, **person)
    return contact


def _chosen(request: HttpRequest, rows: Any, name: str) -> Any:
    """The row that the address names; None without one, 404 for one that is not there."""
    key = request.GET.get(name, "")
    if not key:
        return None
    return get_object_or_404(rows, pk=read_key(key))


def _search(request: HttpRequest) -> HttpResponse:
    text = printable(request.GET.get("q", ""))[:200]
    rows = search.best(text) if text else Customer.objects.order_by("-updated_at", "-pk")
    customers = rows.filter(archived_at=None)
    context = {"customers": customers[:_FOUND], "q": text}
    return render(request, "tickets/customers/new_customer.html", context)
