"""A new customer in one go: company, person, organization, then the review of the first ticket."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from organizations.errors import Rejected
from organizations.models import Customer
from organizations.services import customers, mapping
from organizations.views.answers import refusals_on
from portal.actor import Actor
from portal.auth0 import Auth0Error
from portal.web.access import requires
from tickets.forms.setup import SetupForm, WhoForm
from tickets.services.requests import setup as setups

# In the session: what was typed, so that it can be taken up again.
_DRAFT = "setup_draft"
# The organization gets its names from the company's.
_PLACES = dict.fromkeys(("name", "display_name"), "organization")


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
            who = _who(request, form, _candidates(form), draft["customer"])
        if who and who.is_valid():
            address, who = _set_up(request, form, who)
            if address:
                return redirect(address)
        draft = request.session[_DRAFT]
    context = {"form": form, "who": who, "draft": draft}
    return render(request, "tickets/customers/setup.html", context)


def _typed(form: SetupForm) -> dict[str, Any]:
    values = form.cleaned_data
    return {**values, "preset": values["preset"].pk}


def _candidates(form: SetupForm) -> list[mapping.Candidate]:
    """What there is of this company in Auth0. Raises Auth0Error."""
    company, domain = form.cleaned_data["company"], form.cleaned_data["domain"]
    return mapping.organizations_like(
        company, [domain], form.cleaned_data["preset"].tenant, urgent=True
    )


def _who(
    request: HttpRequest, form: SetupForm, candidates: list[mapping.Candidate], chosen: str
) -> WhoForm:
    """What there is of this company here, and `candidates` in Auth0; `chosen`: the customer."""
    company, domain = form.cleaned_data["company"], form.cleaned_data["domain"]
    data = request.POST.copy() if "organization" in request.POST else None
    # In this order: whoever is among the similar ones by now is found as just made, too.
    similar = customers.similar_customers(company, domain)
    if data is not None:
        made = setups.just_made(company, domain, form.cleaned_data["email"])
        chosen = chosen or (str(made.pk) if made else "")
        if chosen:
            # Of an attempt that was refused after it, or of the same form sent twice.
            data.setdefault("customer", chosen)
    return WhoForm(
        data,
        company=company,
        similar=similar,
        candidates=candidates,
        tenant=form.cleaned_data["preset"].tenant,
        chosen=chosen,
    )


def _set_up(request: HttpRequest, form: SetupForm, who: WhoForm) -> tuple[str, WhoForm]:
    """Where the review is; empty where something was refused, which the form returned says."""
    by, preset = Actor.staff(request), form.cleaned_data["preset"]
    values = form.cleaned_data
    refusal: Rejected | Auth0Error
    try:
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
    except (Rejected, Auth0Error) as error:
        refusal = error
    else:
        request.session.pop(_DRAFT, None)
        query = {"customer": customer.pk, "preset": preset.pk, "contact": contact.pk}
        return f"{reverse('tickets:review')}?{urlencode(query)}", who
    # The customer may be here by now, and then it is the one that was meant.
    again = _who(request, form, who.candidates, request.session[_DRAFT]["customer"])
    again.is_valid()
    with refusals_on(again, places=_PLACES):
        raise refusal
    return "", again


def _note(request: HttpRequest, customer: Customer) -> None:
    """Keep who was created, so that what failed after it is taken up with the same customer."""
    request.session[_DRAFT] = {**request.session[_DRAFT], "customer": str(customer.pk)}
