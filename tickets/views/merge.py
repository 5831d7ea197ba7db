"""Merge a customer into another one: choose it, see what moves and what is in the way, do it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from organizations import search
from organizations.models import Customer
from organizations.services import customers as services
from organizations.views.answers import refusals_as_messages
from portal.actor import Actor
from portal.text.cleaning import printable
from portal.web.access import requires
from portal.web.keys import key_in_query
from tickets.models import Ticket

_FOUND = 20


@requires("archive_customers")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_merge(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Customer, pk=pk)
    chosen = key_in_query(request, "into")
    if not chosen:
        return _search(request, found)
    into = get_object_or_404(Customer, pk=chosen)
    if request.method == "POST":
        with refusals_as_messages(request):
            services.merge_customers(found, into=into, by=Actor.staff(request))
            messages.success(request, f"{found} merged into {into}.")
            return redirect(into)
    context = {
        "customer": found,
        "into": into,
        "plan": services.plan_merge(found, into=into),
        "tickets": Ticket.objects.filter(connection__customer=found).count(),
    }
    return render(request, "tickets/customers/merge.html", context)


@requires("archive_customers")
@require_POST
def customer_unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Customer, pk=pk)
    with refusals_as_messages(request):
        services.unmerge_customers(found, by=Actor.staff(request))
        messages.success(request, f"Merge undone. {found} is a customer of its own again.")
    return redirect(found)


def _search(request: HttpRequest, customer: Customer) -> HttpResponse:
    text = printable(request.GET.get("q", ""))[:200]
    domain = customer.domains.filter(connection=None).values_list("name", flat=True).first()
    if text:
        rows = list(search.best(text).filter(archived_at=None).exclude(pk=customer.pk)[:_FOUND])
    else:
        similar = services.similar_customers(customer.name, domain or "")
        rows = [one for one in similar if one != customer and not one.archived_at]
    context = {"customer": customer, "customers": rows, "q": text}
    return render(request, "tickets/customers/merge_search.html", context)
