"""The next best action for a customer: the one step that brings their sign-on further."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from organizations.models import Attention, Connection, Customer, Domain, Stage, Tenant
from organizations.services.connections.create import is_half_done
from organizations.stages import SERVING
from portal import clock
from tickets.actions import Action, action_for
from tickets.models import Link, Ticket
from tickets.services.links.status import is_good
from tickets.states import ACTIVE, State

# A mail that was not answered in this time may be sent once more.
_PATIENCE = timedelta(days=1)
_OVER = SERVING | {Stage.DISABLED, Stage.GONE}
_EXISTS = frozenset({Stage.CONFIGURED, Stage.DOMAIN_PENDING, Stage.DOMAIN_VERIFIED})


@dataclass(frozen=True)
class Advice:
    """How things stand, and the step to offer; without one there is nothing to do but wait.

    `attention` is set where the step resolves what is on the list.
    """

    text: str
    action: Action | None = None
    attention: Attention | None = None


def next_best(customer: Customer, attentions: Sequence[Attention]) -> Advice | None:
    """Return what to do next for a customer; None when all is well, or nothing can be done.

    `attentions` are those on the list, most urgent first. Reads the customer's organizations,
    contacts, and connections with tickets, links and domains: fetch them beforehand.
    """
    if customer.archived_at:
        return None
    for attention in attentions:
        if action := action_for(attention):
            return Advice(attention.detail, action, attention)
    return _begin(customer) or _go_on(customer)


def _begin(customer: Customer) -> Advice | None:
    """What has to be there before anything is sent."""
    connections = customer.connections.all()
    if not customer.organizations.all() and not connections:
        tenant = Tenant.objects.filter(active=True).order_by("environment", "name").first()
        if tenant is None:
            return None
        url = reverse("organizations:mapping", args=[customer.pk, tenant.pk])
        return Advice(
            f"{customer} isn't mapped to an Auth0 organization yet.",
            Action("Map to an organization", url),
        )
    if not customer.contacts.all():
        url = reverse("organizations:contact_new", args=[customer.pk])
        return Advice(
            f"{customer} has no contact who can get the link yet.", Action("Add contact", url)
        )
    if all(one.stage == Stage.GONE for one in connections):
        url = f"{reverse('tickets:new')}?customer={customer.pk}"
        if connections:
            return Advice(
                "The connection was deleted in Auth0, so setup starts over.",
                Action("New ticket", url),
            )
        text = "Ready for the first ticket."
        return Advice(text, Action("New ticket", url))
    return None


def _go_on(customer: Customer) -> Advice | None:
    """A step, else what is waited for, of the connections that are being set up."""
    found = [
        advice
        for connection in customer.connections.all()
        if connection.stage not in _OVER and (advice := _of_connection(connection))
    ]
    return next((advice for advice in found if advice.action), found[0] if found else None)


def _of_connection(connection: Connection) -> Advice | None:
    if is_half_done(connection):
        where = connection.get_absolute_url()
        return Advice(f"{connection} isn't enabled yet.", Action("Enable connection", where))
    ticket = max(connection.tickets.all(), key=lambda one: one.pk, default=None)
    if ticket is None:
        url = f"{reverse('tickets:new')}?connection={connection.pk}"
        return Advice(
            "The connection is planned, but no one has been invited yet.", Action("New ticket", url)
        )
    if ticket.state == State.OPENED:
        return Advice(
            f"{ticket.link.recipient_name} has opened the assistant and is setting up the "
            "connection."
        )
    if connection.stage in _EXISTS:
        return _of_domains(connection, ticket) or _of_ticket(ticket)
    return _of_ticket(ticket)


def _of_domains(connection: Connection, ticket: Ticket) -> Advice | None:
    """What is left when the connection exists and its domains are what it waits for."""
    pending = [one for one in connection.domains.all() if one.state == Domain.State.PENDING]
    for domain in pending:
        if domain.txt_host and domain.lookup != Domain.Lookup.RIGHT:
            url = reverse("organizations:domain_check", args=[domain.pk])
            text = f"The TXT record of {domain} isn't correct yet."
            return Advice(text, Action("Check DNS", url, acts=True))
    if ticket.state in ACTIVE or not (pending or connection.stage == Stage.DOMAIN_VERIFIED):
        return None
    url = reverse("tickets:follow_up", args=[connection.pk])
    return Advice("The setup can be finished now.", Action("Send follow-up", url))


def _of_ticket(ticket: Ticket) -> Advice:
    who = ticket.link.recipient_name
    if ticket.held and ticket.state == State.QUEUED:
        action = Action("View ticket", ticket.get_absolute_url())
        return Advice("A second person needs to approve the ticket's domains.", action)
    if ticket.state == State.QUEUED:
        return Advice(f"The ticket for {who} is being issued.")
    if ticket.state == State.ISSUED:
        waited = clock.now() - (ticket.issued_at or ticket.created_at)
        if waited < _PATIENCE or not is_good(ticket.link):
            return Advice(f"{who} has the link. Reminders are sent automatically.")
        if ticket.link.delivery == Link.Delivery.LINK:
            return Advice(f"{who} hasn't opened the link shown in your product.")
        url = reverse("tickets:resend", args=[ticket.pk])
        return Advice(f"{who} hasn't opened the link.", Action("Resend email", url, acts=True))
    url = f"{reverse('tickets:review')}?reissue={ticket.pk}"
    ended = ticket.get_state_display().lower()
    return Advice(f"The ticket for {who} is {ended}.", Action("Reissue", url))
