"""A new ticket, second step: look at everything, change what is to differ, send."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from organizations.clients import auth0
from organizations.errors import Rejected
from organizations.models import Connection, Contact, Customer, User
from portal.access import requires
from portal.actor import Actor
from portal.auth0 import NotFound
from tickets import explanation, previews, services
from tickets.forms import Choices, TicketForm
from tickets.forms.delivery import DeliveryForm
from tickets.masking import masked
from tickets.models import Preset, Ticket
from tickets.services import Draft

from .mails import MAIL_HEADERS
from .trouble import tells_trouble

_METHODS = ["GET", "HEAD", "POST"]


@requires("issue_tickets")
@require_http_methods(_METHODS)
@tells_trouble
def look(request: HttpRequest) -> HttpResponse:
    """The draft that the address describes: `again` is a ticket, else preset and recipient."""
    try:
        draft = _draft(request)
    except (services.TicketError, Rejected) as error:
        messages.error(request, str(error))
        return redirect(_instead(request))
    return _page(request, draft)


@requires("issue_tickets")
@require_http_methods(_METHODS)
@tells_trouble
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """The edit ticket with which a customer finishes verifying their domains."""
    rows = Connection.objects.select_related("customer", "tenant", "organization")
    connection = get_object_or_404(rows, pk=pk)
    try:
        draft = services.follow_up_draft(connection)
    except services.TicketError as error:
        messages.error(request, str(error))
        return redirect(connection)
    return _page(request, draft)


def _page(request: HttpRequest, draft: Draft) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    delivery = DeliveryForm(data, preset=draft.preset)
    if data is None and (preview := _preview(request, draft, delivery.initial)):
        return preview
    try:
        profile = auth0(draft.tenant).urgently().profiles.get(draft.preset.profile_id)
    except NotFound:
        messages.error(request, "This profile is gone from Auth0. A manager can choose another.")
        return redirect(draft.preset)
    organizations = bool(draft.request.get("enabled_organizations"))
    offered = Choices.of(draft.tenant, with_organizations=organizations)
    form = TicketForm(
        data,
        kind=draft.kind,
        body=draft.request,
        offered=offered,
        custom_domain=draft.custom_domain,
        allowed_strategies=profile.allowed_strategies,
    )
    if draft.connection and "name" in form.fields:
        # It was planned, and perhaps mailed, under this name.
        form.fields["name"].disabled = True
    query = _query(request, draft)
    valid = data is not None and all([form.is_valid(), delivery.is_valid()])
    if valid:
        draft = replace(draft, request=form.body, custom_domain=form.cleaned_data["custom_domain"])
        if "send" in request.POST and (sent := _send(request, draft, form, delivery)):
            return redirect(sent)
    delivered = delivery.cleaned_data if valid else delivery.initial
    # The form posts itself into the frames, so that the previews show what is typed.
    if preview := _preview(request, draft, delivered):
        return preview
    mail = previews.mail(previews.ticket(draft, by=cast(User, request.user), **delivered))
    context: dict[str, Any] = {
        "draft": draft,
        "form": form,
        "delivery": delivery,
        "profile": profile,
        "warnings": services.warnings(draft),
        "facts": explanation.facts(draft.request, _names(draft, offered)),
        "request_json": explanation.as_json(draft.request),
        "mail": mail,
        "mail_text": masked(mail.text),
        "query": query,
        "wrong": bool(form.errors) or (data is not None and not valid),
    }
    return render(request, "tickets/look.html", context)


def _preview(
    request: HttpRequest, draft: Draft, delivered: Mapping[str, Any]
) -> HttpResponse | None:
    """The mail or the page behind the link, for the frames; None if neither is asked for."""
    asked_for = request.POST or request.GET
    if not {"mail", "landing"} & set(asked_for):
        return None
    ticket = previews.ticket(draft, by=cast(User, request.user), **delivered)
    if "landing" in asked_for:
        return previews.landing(request, ticket)
    return HttpResponse(masked(previews.mail(ticket).html), headers=MAIL_HEADERS)


def _query(request: HttpRequest, draft: Draft) -> str:
    """The address of this draft, with the name that was found for its connection.

    So the frames and the next look need not ask Auth0 for a free one again.
    """
    query = request.GET.copy()
    if draft.connection is None:
        query["name"] = draft.request["connection_config"]["name"]
    return query.urlencode()


def _send(
    request: HttpRequest, draft: Draft, form: TicketForm, delivery: DeliveryForm
) -> Ticket | None:
    """The queued ticket; None when something is wrong, which the form then says."""
    try:
        ticket = services.request_draft(draft, by=Actor.staff(request), **delivery.cleaned_data)
    except services.InvalidRequest as error:
        form.show(error.problems)
    except Rejected as error:
        form.add_error("name" if error.field == "name" else None, error.message)
    except services.TicketError as error:
        form.add_error(None, str(error))
    else:
        messages.success(
            request,
            f"The ticket is on its way. {draft.contact.name} gets a mail once Auth0 has issued it.",
        )
        return ticket
    return None


def _names(draft: Draft, offered: Choices) -> dict[str, str]:
    """What ids in a request stand for, as people say it."""
    ours = {one.auth0_id: str(one) for one in draft.customer.organizations.all()}
    return {**offered.names, **ours}


def _draft(request: HttpRequest) -> Draft:
    if "again" in request.GET:
        rows = Ticket.objects.select_related(
            "connection__customer",
            "connection__tenant",
            "link__contact",
            "preset__tenant",
            "tenant",
        )
        return services.again_draft(get_object_or_404(rows, pk=_key(request, "again")))
    customer = get_object_or_404(Customer, pk=_key(request, "customer"), archived_at=None)
    preset = get_object_or_404(Preset.objects.select_related("tenant"), pk=_key(request, "preset"))
    contact = get_object_or_404(Contact, pk=_key(request, "contact"), customer=customer)
    connection = None
    if "connection" in request.GET:
        theirs = customer.connections.select_related("tenant", "organization")
        key = _key(request, "connection")
        connection = get_object_or_404(theirs, pk=key, tenant=preset.tenant)
    name = request.GET.get("name", "")
    return services.draft(customer, preset.tenant, preset, contact, connection, name=name)


def _key(request: HttpRequest, name: str) -> int:
    """A primary key from the address; 0, which no row has, if it is none."""
    key = request.GET.get(name, "")
    return int(key) if key.isdecimal() and key.isascii() and len(key) < 19 else 0


def _instead(request: HttpRequest) -> str:
    """Where to go when there is nothing to look at."""
    if "again" in request.GET:
        return reverse("tickets:ticket", args=[_key(request, "again")])
    return f"{reverse('tickets:new')}?customer={_key(request, 'customer')}"
