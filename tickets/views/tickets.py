"""The list of tickets, and the page of one with what happens to it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from organizations.models import Event
from portal import keyset
from portal.access import requires
from portal.live import live
from tickets import explanation, services
from tickets.forms.filters import TicketFilter
from tickets.models import Ticket
from tickets.progress import settled, steps
from tickets.services.bodies import preverified
from tickets.services.messages import link_is_open
from tickets.states import LIVE, State

_EVENTS = 100

# Seconds between two looks at a ticket: often while a worker has it, seldom while a customer has.
_POLL = {State.QUEUED: 1, State.ISSUED: 10, State.OPENED: 10}


@requires("view_desk")
@require_safe
def tickets(request: HttpRequest) -> HttpResponse:
    form = TicketFilter(request.GET)
    rows = Ticket.objects.select_related("connection__customer", "link", "tenant")
    page = keyset.page(
        # The address is a secret, the request long: a list needs neither.
        form.narrow(rows.defer("url", "request")),
        ["-created_at", "-pk"],
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    narrowed = any(request.GET.get(name) for name in form.fields)
    return render(
        request, "tickets/tickets.html", {"form": form, "page": page, "narrowed": narrowed}
    )


@requires("view_desk")
@require_safe
def ticket(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Ticket.objects.select_related(
        "connection__customer",
        "connection__organization",
        "link__contact",
        "tenant",
        "preset",
        "created_by",
        "replaced_by",
        "replaces",
    )
    found = get_object_or_404(rows, pk=pk)
    return render(request, live("tickets/ticket.html", request), context_of(found))


def context_of(ticket: Ticket) -> dict[str, Any]:
    """What the page of a ticket shows."""
    messages = list(ticket.link.messages.all())
    newest = max(ticket.link.tickets.values_list("pk", flat=True))
    # A ticket that ran out is renewed by a click, so that its link is still worth something.
    leads_on = ticket.state in LIVE | {State.EXPIRED} and ticket.pk == newest
    is_open = leads_on and link_is_open(ticket.link)
    still = settled(ticket, messages)
    sending = any(message.state == message.State.QUEUED for message in messages)
    return {
        "ticket": ticket,
        "steps": steps(ticket, messages, most_openings=services.MOST_OPENINGS),
        "openings_left": max(0, services.MOST_OPENINGS - ticket.openings_used),
        "messages_sent": messages,
        "attempts": list(ticket.attempts.all()),
        "events": list(
            Event.objects.filter(target=f"ticket:{ticket.pk}").select_related("user")[:_EVENTS]
        ),
        "facts": explanation.facts(ticket.request, _names(ticket)),
        "request_json": explanation.as_json(ticket.request),
        "preverified": preverified(ticket.request) if ticket.held else [],
        "poll": 0
        if still or ticket.held
        else (1 if sending else _POLL.get(State(ticket.state), 3)),
        "can_resend": is_open and ticket.state != State.QUEUED and not sending,
        "can_copy": is_open,
        "can_revoke": ticket.state in LIVE or is_open,
    }


def _names(ticket: Ticket) -> dict[str, str]:
    organization = ticket.connection.organization
    return {organization.auth0_id: str(organization)} if organization else {}
