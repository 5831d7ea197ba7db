"""A new ticket, second step: review everything, change what is to differ, send."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from organizations.auth0_clients import auth0
from organizations.errors import Rejected
from organizations.forms.refusals import show_refusal
from organizations.models import Connection, Contact, Customer, User
from organizations.views.answers import refusals_as_messages
from portal.actor import Actor
from portal.auth0 import Auth0Error, NotFound
from portal.auth0.resources.profiles import Profile
from portal.text.joining import listed
from portal.web.access import requires
from portal.web.keys import key_in_query
from tickets import errors
from tickets.display import ticket_facts
from tickets.forms import Choices, TicketForm
from tickets.forms.delivery import DeliveryForm
from tickets.landing import previews
from tickets.models import Preset, Ticket
from tickets.services import requests
from tickets.services.mail.masking import masked
from tickets.services.requests.draft import MOST_RECIPIENTS, Draft, Person
from tickets.views.mails import MAIL_HEADERS
from tickets.views.trouble import shows_auth0_trouble

from .start import in_query

# How many colleagues are named who can help.
_HELPERS = 3
_METHODS = ["GET", "HEAD", "POST"]


@requires("issue_tickets")
@require_http_methods(_METHODS)
@shows_auth0_trouble
def review(request: HttpRequest) -> HttpResponse:
    """The draft that the address describes: `reissue` is a ticket, else preset and recipient."""
    draft = None
    with refusals_as_messages(request, of=(Rejected,)):
        draft = _draft(request)
    return _page(request, draft) if draft else redirect(_instead(request))


@requires("issue_tickets")
@require_http_methods(_METHODS)
@shows_auth0_trouble
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """The edit ticket with which a customer finishes verifying their domains."""
    rows = Connection.objects.select_related("customer", "tenant", "organization")
    connection = get_object_or_404(rows, pk=pk)
    draft = None
    with refusals_as_messages(request, of=(Rejected,)):
        draft = requests.follow_up_draft(connection)
    return _page(request, draft) if draft else redirect(connection)


def _page(request: HttpRequest, draft: Draft) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    delivery = DeliveryForm(data, draft=draft)
    if data is None and (preview := _preview(request, draft, delivery.initial)):
        return preview
    body = draft.parsed
    refusal: Auth0Error | None = None
    profile: Profile | None = None
    try:
        profile = auth0(draft.tenant).urgently().profiles.get(draft.preset.profile_id)
        offered = Choices.of(draft.tenant, with_organizations=bool(body.enabled_organizations))
    except Auth0Error as error:
        if data is None and isinstance(error, NotFound):
            messages.error(request, _profile_gone(draft))
            chosen = request.GET.urlencode()
            kept = f"{reverse('tickets:new')}?{chosen}"
            return redirect(kept if "customer" in request.GET else draft.preset)
        if data is None:
            raise
        # So that nothing typed is lost: what was chosen is all that can be offered now.
        refusal, offered = error, Choices.made(request.POST)
    form = TicketForm(
        data,
        kind=draft.kind,
        body=draft.body,
        offered=offered,
        custom_domain=draft.custom_domain,
        allowed_strategies=profile.allowed_strategies if profile else None,
    )
    if draft.connection and "name" in form.fields:
        # It was planned, and perhaps mailed, under this name.
        form.fields["name"].disabled = True
    query = _query(request, draft, body.name)
    valid = data is not None and all([form.is_valid(), delivery.is_valid()])
    if valid:
        draft = replace(draft, body=form.body, custom_domain=form.cleaned_data["custom_domain"])
        if not refusal and "send" in request.POST:
            sent = _send(request, draft, form, delivery)
            if sent:
                return redirect(sent)
    delivered = delivery.cleaned_data if valid else delivery.initial
    # The form posts itself into the frames, so that the previews show what is typed.
    if preview := _preview(request, draft, delivered):
        return preview
    if isinstance(refusal, NotFound):
        form.add_error(None, _profile_gone(draft))
    elif refusal:
        show_refusal(form, refusal)
    shown = previews.ticket(draft, by=cast(User, request.user), **delivered)
    mail = previews.mail(shown, shown.link, draft)
    further = [
        {"number": number, "link": link, "mail": previews.mail(shown, link, draft)}
        for number, link in previews.links(shown, draft).items()
    ]
    context: dict[str, Any] = {
        "draft": draft,
        "form": form,
        "delivery": delivery,
        "profile_name": profile.name if profile else draft.preset.profile_name,
        "warnings": requests.warnings(draft),
        "facts": ticket_facts.facts(draft.body, _names(draft, offered)),
        "body_json": ticket_facts.as_json(draft.body),
        "mail": mail,
        "further": further,
        "people": 1 + len(draft.others),
        "mail_text": masked(mail.text),
        "query": query,
        "wrong": bool(form.errors) or (data is not None and not valid),
    }
    return render(request, "tickets/tickets/review.html", context)


def _preview(
    request: HttpRequest, draft: Draft, delivered: Mapping[str, Any]
) -> HttpResponse | None:
    """The mail or the page behind the link, for the frames; None if neither is asked for."""
    asked_for = request.POST or request.GET
    if not {"mail", "landing"} & set(asked_for):
        return None
    ticket = previews.ticket(draft, by=cast(User, request.user), **delivered)
    # The first recipient's, or by number that of one of the others.
    number = asked_for.get("mail", "") or asked_for.get("landing", "")
    link = previews.links(ticket, draft).get(number, ticket.link)
    if "landing" in asked_for:
        return previews.landing(request, ticket, link)
    mail = previews.mail(ticket, link, draft)
    return HttpResponse(masked(mail.html), headers=MAIL_HEADERS)


def _query(request: HttpRequest, draft: Draft, name: str) -> str:
    """The address of this draft, with the name that was found for its connection.

    So the frames and the next request need not ask Auth0 for a free one again.
    """
    query = request.GET.copy()
    if draft.connection is None:
        query["name"] = name
    return query.urlencode()


def _send(
    request: HttpRequest, draft: Draft, form: TicketForm, delivery: DeliveryForm
) -> Ticket | None:
    """The queued ticket; None when something is wrong, which the form then says."""
    draft = replace(draft, **delivery.cleaned_data)
    try:
        ticket = requests.request_ticket(draft, by=Actor.staff(request))
    except errors.InvalidRequest as error:
        form.show(error.problems)
        return None
    except Rejected as error:
        form.add_error("name" if error.field == "name" else None, error.message)
        return None
    names = [draft.contact.name, *(one.contact.name for one in draft.others)]
    messages.success(
        request,
        f"Ticket requested. We'll email {listed(names)} as soon as Auth0 issues it.",
    )
    return ticket


def _profile_gone(draft: Draft) -> str:
    """That a preset stands on a profile that Auth0 lacks, and who can mend it."""
    may = User.objects.filter(is_active=True, groups__permissions__codename="manage_presets")
    people = [str(one) for one in may.order_by("name").distinct()[:_HELPERS]]
    whom = " or ".join(people) if people else "a manager"
    return (
        f"The self-service profile of the preset “{draft.preset}” was deleted in Auth0. Choose "
        f"another preset, or ask {whom} to choose another profile in this one."
    )


def _names(draft: Draft, offered: Choices) -> dict[str, str]:
    """What ids in a request stand for, as people say it."""
    ours = {one.auth0_id: str(one) for one in draft.customer.organizations.all()}
    return {**offered.names, **ours}


def _draft(request: HttpRequest) -> Draft:
    if "reissue" in request.GET:
        rows = Ticket.objects.select_related(
            "connection__customer",
            "connection__tenant",
            "link__contact",
            "preset__tenant",
            "tenant",
        )
        ticket = get_object_or_404(rows, pk=key_in_query(request, "reissue"))
        # The page shows the mail, so that a mail goes out.
        return requests.reissue_draft(ticket).mailed()
    customer = get_object_or_404(Customer, pk=key_in_query(request, "customer"), archived_at=None)
    preset = get_object_or_404(
        Preset.objects.select_related("tenant"), pk=key_in_query(request, "preset")
    )
    contact = get_object_or_404(Contact, pk=key_in_query(request, "contact"), customer=customer)
    connection = None
    if "connection" in request.GET:
        theirs = customer.connections.select_related("tenant", "organization")
        key = key_in_query(request, "connection")
        connection = get_object_or_404(theirs, pk=key, tenant=preset.tenant)
    name = request.GET.get("name", "")
    draft = requests.draft(customer, preset.tenant, preset, contact, connection, name=name)
    return replace(draft, others=_others(request, customer))


def _others(request: HttpRequest, customer: Customer) -> tuple[Person, ...]:
    """Whom the address names beside the first recipient, as the first step writes it."""
    named = [in_query(one) for one in request.GET.getlist("other")[:MOST_RECIPIENTS]]
    people = {str(one.pk): one for one in customer.contacts.all()} if named else {}
    return tuple(Person(people[key], role) for key, role in named if key in people)


def _instead(request: HttpRequest) -> str:
    """Where to go when there is nothing to review."""
    if "reissue" in request.GET:
        return reverse("tickets:ticket", args=[key_in_query(request, "reissue")])
    return f"{reverse('tickets:new')}?customer={key_in_query(request, 'customer')}"
