"""A new customer in one go: company, person, organization, then the review of the first ticket."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from organizations.models import Customer
from organizations.services import customers, mapping
from organizations.views.answers import refusals_as_messages, refusals_on
from portal.actor import Actor
from portal.web.access import requires
from tickets.forms.setup import SetupForm, WhoForm
from tickets.services.requests import setup as setups

# In the session: what was typed, so that it can be taken up again.
_DRAFT = "setup_draft"


@requires("issue_tickets")
@requires("change_customers")
@requires("map_organizations")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """First what is typed; with it, who that may be; then the review (`tickets:review`)."""
    if "discard" in request.POST:
        request.session.pop(_DRAFT, None)
        return redirect("tickets:setup")
    draft = request.session.get(_DRAFT, {})
    form = SetupForm(request.POST if request.method == "POST" else None, initial=draft)
    who = None
    if form.is_valid():
        request.session[_DRAFT] = draft = {**_typed(form), "customer": draft.get("customer", "")}
        with refusals_on(form):
            who = _who(request, form, draft["customer"])
        if who and who.is_valid() and (address := _set_up(request, form, who)):
            return redirect(address)
    context = {"form": form, "who": who, "draft": draft}
    return render(request, "tickets/customers/setup.html", context)


def _typed(form: SetupForm) -> dict[str, Any]:
    values = form.cleaned_data
    return {**values, "preset": values["preset"].pk}


def _who(request: HttpRequest, form: SetupForm, chosen: str) -> WhoForm:
    """What there is of this company here and in Auth0. Raises Auth0Error."""
    company, domain = form.cleaned_data["company"], form.cleaned_data["domain"]
    tenant = form.cleaned_data["preset"].tenant
    return WhoForm(
        request.POST if "organization" in request.POST else None,
        company=company,
        similar=customers.similar_customers(company, domain),
        candidates=mapping.organizations_like(company, [domain], tenant, urgent=True),
        tenant=tenant,
        chosen=chosen,
    )


def _set_up(request: HttpRequest, form: SetupForm, who: WhoForm) -> str:
    """Where the review is; empty where something was refused, which a message then says."""
    by, preset = Actor.staff(request), form.cleaned_data["preset"]
    values = form.cleaned_data
    with refusals_as_messages(request):
        customer, contact = setups.set_up_customer(
            who.existing,
            name=values["company"],
            domain=values["domain"],
            person=values["person"],
            email=values["email"],
            language=values["language"],
            by=by,
        )
        _note(request, customer)
        setups.give_organization(customer, preset.tenant, who.cleaned_data["organization"], by=by)
        request.session.pop(_DRAFT, None)
        query = {"customer": customer.pk, "preset": preset.pk, "contact": contact.pk}
        return f"{reverse('tickets:review')}?{urlencode(query)}"
    return reverse("tickets:setup") if request.session[_DRAFT]["customer"] else ""


def _note(request: HttpRequest, customer: Customer) -> None:
    """Keep who was created, so that what failed after it is taken up with the same customer."""
    request.session[_DRAFT] = {**request.session[_DRAFT], "customer": str(customer.pk)}
