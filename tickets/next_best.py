"""The next best action for a customer: the one step that brings their sign-on further."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from organizations.models import Attention, Connection, Customer, Domain, Stage, Tenant
from organizations.services import is_half_done
from organizations.ways_out import WayOut, way_out
from portal import clock
from tickets.models import Ticket
from tickets.services.messages import link_is_open
from tickets.states import LIVE, State

# A mail that was not answered in this time may be sent once more.
_PATIENCE = timedelta(days=1)
_OVER = frozenset({Stage.LIVE, Stage.DISABLED, Stage.GONE})
_EXISTS = frozenset({Stage.CONFIGURED, Stage.DOMAIN_PENDING, Stage.DOMAIN_VERIFIED})


@dataclass(frozen=True)
class Advice:
    """How things stand, and the step to offer; without one there is nothing to do but wait.

    `attention` is set where the step resolves what is on the list.
    """

    text: str
    way: WayOut | None = None
    attention: Attention | None = None


def next_best(customer: Customer, attentions: Sequence[Attention]) -> Advice | None:
    """Return what to do next for a customer; None when all is well, or nothing can be done.

    `attentions` are those on the list, most urgent first. Reads the customer's organizations,
    contacts, and connections with tickets, links and domains: fetch them beforehand.
    """
    if customer.archived_at:
        return None
    for attention in attentions:
        if way := way_out(attention):
            return Advice(attention.detail, way, attention)
    return _begin(customer) or _go_on(customer)


def _begin(customer: Customer) -> Advice | None:
    """What has to be there before anything is sent."""
    connections = customer.connections.all()
    if not customer.organizations.all() and not connections:
        tenant = Tenant.objects.filter(active=True).order_by("environment", "name").first()
        if tenant is None:
            return None
        url = reverse("organizations:mapping", args=[customer.pk, tenant.pk])
        return Advice(f"{customer} has no Auth0 organization yet.", WayOut("Map it", url))
    if not customer.contacts.all():
        url = reverse("organizations:contact_new", args=[customer.pk])
        return Advice(f"Nobody at {customer} can get the link yet.", WayOut("Add a contact", url))
    if all(one.stage == Stage.GONE for one in connections):
        url = f"{reverse('tickets:new')}?customer={customer.pk}"
        if connections:
            return Advice("The setup begins again.", WayOut("Issue a new ticket", url))
        text = "Everything is there for the first ticket."
        return Advice(text, WayOut("Issue the first ticket", url))
    return None


def _go_on(customer: Customer) -> Advice | None:
    """A step, else what is waited for, of the connections that are being set up."""
    found = [
        advice
        for connection in customer.connections.all()
        if connection.stage not in _OVER and (advice := _of_connection(connection))
    ]
    return next((advice for advice in found if advice.way), found[0] if found else None)


def _of_connection(connection: Connection) -> Advice | None:
    if is_half_done(connection):
        where = connection.get_absolute_url()
        return Advice(f"{connection} is half done.", WayOut("Finish it", where))
    ticket = max(connection.tickets.all(), key=lambda one: one.pk, default=None)
    if ticket is None:
        url = f"{reverse('tickets:new')}?connection={connection.pk}"
        return Advice(
            "The connection is planned, nobody is invited.", WayOut("Issue a ticket", url)
        )
    if ticket.state == State.OPENED:
        return Advice(f"{ticket.link.recipient_name} has opened the assistant and is setting up.")
    if connection.stage in _EXISTS:
        return _of_domains(connection, ticket) or _of_ticket(ticket)
    return _of_ticket(ticket)


def _of_domains(connection: Connection, ticket: Ticket) -> Advice | None:
    """What is left when the connection exists and its domains are what it waits for."""
    pending = [one for one in connection.domains.all() if one.state == Domain.State.PENDING]
    for domain in pending:
        if domain.txt_host and domain.lookup != Domain.Lookup.RIGHT:
            url = reverse("organizations:domain_check", args=[domain.pk])
            text = f"The TXT record of {domain.name} is not right yet."
            return Advice(text, WayOut("Check DNS now", url, acts=True))
    if ticket.state in LIVE or not (pending or connection.stage == Stage.DOMAIN_VERIFIED):
        return None
    url = reverse("tickets:send_follow_up", args=[connection.pk])
    return Advice("The setup can be finished now.", WayOut("Send the follow-up", url, acts=True))


def _of_ticket(ticket: Ticket) -> Advice:
    who = ticket.link.recipient_name
    if ticket.held and ticket.state == State.QUEUED:
        way = WayOut("Look at the ticket", ticket.get_absolute_url())
        return Advice("A second person has to confirm the ticket's domains.", way)
    if ticket.state == State.QUEUED:
        return Advice(f"The ticket for {who} is being issued.")
    if ticket.state == State.ISSUED:
        waited = clock.now() - (ticket.issued_at or ticket.created_at)
        if waited < _PATIENCE or not link_is_open(ticket.link):
            return Advice(f"{who} has the link. The portal reminds them by itself.")
        url = reverse("tickets:resend", args=[ticket.pk])
        return Advice(f"{who} has not opened the link.", WayOut("Mail it again", url, acts=True))
    url = reverse("tickets:issue_again", args=[ticket.pk])
    ended = ticket.get_state_display().lower()
    return Advice(f"The ticket for {who} is {ended}.", WayOut("Issue again", url, acts=True))
