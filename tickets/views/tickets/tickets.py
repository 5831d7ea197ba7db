"""The list of tickets, and the page of one with what happens to it."""

from typing import Any

from django.db.models import Max
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from organizations.models import Event
from organizations.services import tenants
from organizations.views.account.saved_views import tabs
from portal.actor import Actor
from portal.tables.csv_export import csv_response
from portal.web.access import requires
from portal.web.listing import pagination
from portal.web.listing.lists import listing
from portal.web.live import live
from portal.web.step_up import confirmed
from tickets.display import ticket_facts
from tickets.display.progress import settled, steps
from tickets.forms.filters import TicketFilter
from tickets.models import Link, Message, Ticket
from tickets.services import exports, lifecycle
from tickets.services.links.bounced import LOST
from tickets.services.links.status import is_good
from tickets.services.mail.queue import kind_of
from tickets.states import ACTIVE, State
from tickets.verbs import Verb

_EVENTS = 100

# Seconds between two requests: often while a worker has the ticket, seldom while a customer has.
_POLL = {State.QUEUED: 1, State.ISSUED: 10, State.OPENED: 10}


@requires("view_pages")
@require_safe
def tickets(request: HttpRequest) -> HttpResponse:
    form = TicketFilter(request.GET, user=request.user)
    rows = Ticket.objects.select_related("connection__customer__owner", "link", "tenant")
    # The address is a secret, the body long: a list needs neither.
    found = form.narrow(rows.defer("url", "body"))
    context = listing(request, found, form=form)
    context |= {"tally": pagination.tally(found), "tabs": tabs(form, "tickets")}
    return render(request, "tickets/tickets/tickets.html", context)


@requires("view_pages")
@require_POST
@confirmed
def tickets_export(request: HttpRequest) -> StreamingHttpResponse:
    """Answer with what the filters of the address show. A POST, because it leaves a record."""
    form = TicketFilter(request.GET, user=request.user)
    rows = exports.export_tickets(
        form.narrow(Ticket.objects.all()), filters=form.query(), by=Actor.staff(request)
    )
    return csv_response("tickets.csv", exports.TICKET_COLUMNS, rows)


@requires("view_pages")
@require_safe
def ticket(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Ticket.objects.select_related(
        "connection__customer",
        "connection__organization",
        "link__contact",
        "link__connection__customer",
        "link__connection__tenant",
        "tenant",
        "preset",
        "created_by",
        "replaced_by",
        "replaces",
    )
    found = get_object_or_404(rows, pk=pk)
    return render(request, live("tickets/tickets/ticket.html", request), context_of(found))


def context_of(ticket: Ticket) -> dict[str, Any]:
    """What the page of a ticket shows."""
    people = list(ticket.link.everyones().annotate(last_opened_at=Max("openings__at")))
    messages = list(Message.objects.filter(link__in=people))
    own = [message for message in messages if message.ticket_id == ticket.pk]
    kind = kind_of(ticket)
    first = [one for one in own if one.link_id == ticket.link_id and one.kind == kind]
    newest = max(ticket.link.tickets.values_list("pk", flat=True))
    # A ticket that ran out is renewed by a click, so that its link is still worth something.
    leads_on = ticket.state in ACTIVE | {State.EXPIRED} and ticket.pk == newest
    is_open = leads_on and is_good(ticket.link)
    still = settled(ticket, messages)
    sending = any(message.state == message.State.QUEUED for message in messages)
    return {
        "ticket": ticket,
        "steps": steps(ticket, first, most_openings=lifecycle.MOST_OPENINGS),
        "openings_left": max(0, lifecycle.MOST_OPENINGS - ticket.openings_used),
        "messages_sent": messages,
        "people": people if len(people) > 1 else (),
        "attempts": list(ticket.attempts.all()),
        "events": list(
            Event.objects.filter(
                target__in=[f"ticket:{ticket.pk}", *(f"message:{one.pk}" for one in own)]
            ).select_related("user")[:_EVENTS]
        ),
        "asked": _asked(ticket),
        "facts": ticket_facts.facts(ticket.body, _names(ticket)),
        "body_json": ticket_facts.as_json(ticket.body),
        "preverified": ticket.parsed.preverified_domains if ticket.held else (),
        "poll": 0
        if still or ticket.held
        else (1 if sending else _POLL.get(State(ticket.state), 3)),
        "can_resend": is_open
        and ticket.link.delivery == Link.Delivery.MAIL
        and ticket.state != State.QUEUED
        and not sending,
        "can_copy": is_open,
        "lost": any(one.state in LOST for one in _newest_of_each(messages)),
        "can_revoke": ticket.state in ACTIVE or is_open,
    }


def _newest_of_each(messages: list[Message]) -> list[Message]:
    """The newest mail with each link; `messages` are newest first."""
    newest: dict[Any, Message] = {}
    for one in messages:
        newest.setdefault(one.link_id, one)
    return list(newest.values())


def _asked(ticket: Ticket) -> Event | None:
    """Who really asked for it, as the audit trail knows; `created_by` only stands for it."""
    verbs = (Verb.TICKET_REQUEST, Verb.TICKET_RENEW)
    events = Event.objects.filter(target=f"ticket:{ticket.pk}", verb__in=verbs)
    return events.select_related("user").order_by("at", "pk").first()


def _names(ticket: Ticket) -> dict[str, str]:
    organization = ticket.connection.organization
    ours = {organization.auth0_id: str(organization)} if organization else {}
    return {
        **tenants.application_names(ticket.tenant, ticket_facts.client_ids(ticket.body)),
        **ours,
    }
