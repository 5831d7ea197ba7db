"""Tickets: issued, sent again, revoked, issued once more, for somebody else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Literal

from django.db.models import QuerySet
from django.http import HttpResponse
from ninja import Query
from pydantic import AfterValidator, Field, model_validator

from organizations.api.customers import ContactIn
from organizations.api.door import KeyRequest, Resource, at_once, need_scope
from organizations.api.expanding import Related, expandable, expanded
from organizations.api.found import (
    check_change,
    customer_of,
    in_tenants_of,
    one_of,
    tenant_of,
)
from organizations.api.refusals import in_words_of
from organizations.errors import Rejected
from organizations.models import Connection, Contact, Customer, Tenant
from organizations.services import connections
from organizations.services.customers import add_contact
from portal.api.pages import Paging, page_of
from portal.api.problems import Fault, invalid
from portal.api.schemas import Column, Id, In, Page, by_rules
from portal.text.cleaning import clean_typed
from tickets.models import Preset, Ticket
from tickets.models.preset import Confirmation
from tickets.services import lifecycle, links, requests
from tickets.services.lifecycle.revoke import LONGEST_REASON
from tickets.services.presets.presets import default_preset
from tickets.services.requests.draft import unfinished
from tickets.states import State

from .shown import LinkOut, TicketOut, show, show_link, tickets_to_show

tickets = Resource("Tickets")

REVEAL = "links:reveal"
MOST_MINUTES = 30 * 24 * 60
_CONFIRMATIONS = {
    "none": Confirmation.NOTHING,
    "address": Confirmation.ADDRESS,
    "code": Confirmation.CODE,
}
# What services call the fields of a request.
_FIELDS = {
    "name": "connection_name",
    **{name: f"{name}_id" for name in ("connection", "contact", "customer", "preset", "tenant")},
}
Language = Annotated[str, Column(Contact, "language")]


class Recipient(In):
    """The person the link is for: a contact, or someone who becomes one."""

    contact_id: Id | None = None
    recipient: ContactIn | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> "Recipient":
        if (self.contact_id is None) == (self.recipient is None):
            raise ValueError("Name either “contact_id” or “recipient”.")
        return self


class Person(Recipient):
    """Someone who gets a link of their own to the same ticket."""

    role: Literal["setup", "dns"] = Field(
        "setup", description="With dns, the link only shows DNS records, never the assistant."
    )


class TicketIn(Recipient):
    """A ticket to issue. Omitted fields come from the preset.

    With `delivery: link`, nothing is emailed: your product sends a signed-in user to the
    response's `link.url`. Also requires the scope links:reveal.
    """

    customer_id: Id
    tenant_id: Id | None = Field(None, description="Required if the key can see several tenants.")
    preset_id: Id | None = Field(None, description="The tenant's default if omitted.")
    connection_id: Id | None = Field(
        None,
        description="If omitted, the customer's only connection in setup, or else a new one. If "
        "the connection exists in Auth0, the ticket edits it.",
    )
    connection_name: str = Field(
        "",
        max_length=128,
        description="Requests a new connection with this name. If omitted, the preset's pattern is "
        "used.",
    )
    others: list[Person] = Field(
        [],
        max_length=requests.MOST_RECIPIENTS - 1,
        description="Other recipients. Each is emailed a link of their own.",
    )
    delivery: Literal["mail", "link"] = "mail"
    confirmation: Literal["none", "address", "code"] | None = None
    link_days: int | None = Field(None, ge=1, le=30, description="With `delivery: mail`.")
    link_minutes: int | None = Field(
        None, ge=1, le=MOST_MINUTES, description="With `delivery: link`; 60 otherwise."
    )
    language: Language | None = Field(None, description="With `delivery: link`.")
    return_url: Annotated[str, AfterValidator(by_rules(clean_typed))] = Field(
        "",
        max_length=2000,
        description="With `delivery: link`: the URL to return to after setup. The tenant has to "
        "allow it.",
    )

    @model_validator(mode="after")
    def _one_connection(self) -> "TicketIn":
        if self.connection_id and self.connection_name:
            raise ValueError("Name either “connection_id” or “connection_name”, for a new one.")
        return self

    @model_validator(mode="after")
    def _fitting_delivery(self) -> "TicketIn":
        only = ("link_days",) if self.delivery == "link" else ("link_minutes", "return_url")
        only = only if self.delivery == "link" else (*only, "language")
        if wrong := [name for name in only if getattr(self, name)]:
            raise ValueError(f"“{wrong[0]}” can't be combined with “delivery”: {self.delivery}.")
        return self


class Revocation(In):
    """Why a ticket is revoked."""

    reason: str = Field(min_length=1, max_length=LONGEST_REASON, pattern=r"^[^\x00]*\S[^\x00]*$")


class TicketExpand(In):
    """Related objects to include."""

    expand: Annotated[
        list[str], Related("customer", "connection", "tenant", "preset", "link", "replaced_by")
    ] = []


class TicketSearch(Paging, TicketExpand):
    """Filters."""

    customer_id: Id | None = None
    connection_id: Id | None = None
    state: Literal[tuple(State.values)] | None = None  # type: ignore[valid-type]


@tickets.get("/tickets", "tickets:read", Page[TicketOut])
def list_tickets(request: KeyRequest, wanted: Query[TicketSearch]) -> Page[TicketOut]:
    """List tickets, newest first."""
    rows = _rows(request)
    if wanted.customer_id:
        rows = rows.filter(connection__customer=wanted.customer_id)
    if wanted.connection_id:
        rows = rows.filter(connection=wanted.connection_id)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    found = page_of(request, rows, ["-created_at", "-pk"], show, wanted)
    return expanded(request, found, wanted)


@tickets.get("/tickets/{ticket_id}", "tickets:read", TicketOut)
def get_ticket(request: KeyRequest, ticket_id: Id, wanted: Query[TicketExpand]) -> TicketOut:
    """Get a ticket."""
    return expanded(request, show(one_of(_rows(request), ticket_id, "ticket")), wanted)


@tickets.post("/tickets", "tickets:write", TicketOut, auth0=True, names=True)
def issue_ticket(request: KeyRequest, body: TicketIn) -> HttpResponse:
    """Issue a ticket. It's requested from Auth0 next, then its link is emailed."""
    if body.delivery == "link":
        need_scope(request.api_key, REVEAL)
    customer = customer_of(request, body.customer_id)
    preset = _preset(request, body)
    name = body.connection_name
    connection = None if name else _connection(customer, preset.tenant, body.connection_id)
    if connection is None and not name:
        name = connections.propose_connection_name(
            customer, preset.tenant, rule=preset.connection_name
        )

    def issue() -> TicketOut:
        contact = _contact(request, customer, body)
        draft = requests.draft(customer, preset.tenant, preset, contact, connection, name=name)
        draft.others = tuple(
            requests.Person(_contact(request, customer, one), one.role) for one in body.others
        )
        draft.link_days = body.link_days
        draft.confirmation = _CONFIRMATIONS[body.confirmation] if body.confirmation else ""
        draft.created_by = customer.owner
        if body.delivery == "link":
            draft.handed_over = requests.HandedOver(
                timedelta(minutes=body.link_minutes or 60), body.return_url, body.language or ""
            )
        ticket = requests.request_ticket(draft, by=request.by)
        if body.delivery == "mail":
            return show(ticket)
        url = links.copy_link(ticket, by=request.by)
        return show(ticket, link=show_link(ticket.link, url=url))

    try:
        return at_once(request, issue)
    except Rejected as error:
        raise in_words_of(_FIELDS, error) from None


@tickets.post("/tickets/{ticket_id}/resend", "tickets:write", TicketOut, status=200)
def resend_ticket(request: KeyRequest, ticket_id: Id) -> HttpResponse:
    """Resend the ticket's link to the same address; not for links shown in your product."""
    ticket = _one(request, ticket_id)

    def resend() -> TicketOut:
        links.resend(ticket, by=request.by)
        return show(ticket)

    return at_once(request, resend, status=200)


@tickets.post("/tickets/{ticket_id}/revoke", "tickets:write", TicketOut, status=200)
def revoke_ticket(request: KeyRequest, ticket_id: Id, body: Revocation) -> HttpResponse:
    """Revoke a ticket: its link stops working immediately, then Auth0 revokes it."""
    ticket = _one(request, ticket_id)

    def revoke() -> TicketOut:
        lifecycle.revoke(ticket, by=request.by, reason=body.reason)
        return show(ticket)

    return at_once(request, revoke, status=200)


@tickets.post("/tickets/{ticket_id}/reissue", "tickets:write", TicketOut)
def reissue_ticket(request: KeyRequest, ticket_id: Id) -> HttpResponse:
    """Reissue: a new ticket that continues where this one stopped, delivered the same way.

    To get the URL of a link shown in your product, call its `reveal`.
    """
    return _requested(request, lambda: requests.reissue_draft(_one(request, ticket_id)))


@tickets.post("/tickets/{ticket_id}/recipient", "tickets:write", TicketOut)
def change_recipient(request: KeyRequest, ticket_id: Id, body: Recipient) -> HttpResponse:
    """Invite someone else instead: the old link is revoked and a new ticket is sent."""
    ticket = _one(request, ticket_id)

    def change() -> TicketOut:
        contact = _contact(request, ticket.connection.customer, body)
        return show(links.change_recipient(ticket, contact, by=request.by))

    return at_once(request, change)


@tickets.post("/tickets/{ticket_id}/recipients", "tickets:write", LinkOut)
def add_recipient(request: KeyRequest, ticket_id: Id, body: Person) -> HttpResponse:
    """Add a recipient: they're emailed a link of their own, and the others' still work."""
    ticket = _one(request, ticket_id)

    def add() -> LinkOut:
        contact = _contact(request, ticket.connection.customer, body)
        link = links.add_recipient(ticket, contact, role=body.role, by=request.by)
        return show_link(link)

    return at_once(request, add)


@tickets.post("/connections/{connection_id}/follow-up", "tickets:write", TicketOut)
def send_follow_up(request: KeyRequest, connection_id: Id) -> HttpResponse:
    """Email an edit ticket that lets a customer finish verifying their domains."""
    rows = Connection.objects.select_related("customer", "tenant", "organization")
    connection = one_of(in_tenants_of(request, rows), connection_id, "connection")
    return _requested(request, lambda: requests.follow_up_draft(connection))


def _requested(request: KeyRequest, drafted: Callable[[], requests.Draft]) -> HttpResponse:
    return at_once(request, lambda: show(requests.request_ticket(drafted(), by=request.by)))


def _preset(request: KeyRequest, body: TicketIn) -> Preset:
    presets = Preset.objects.select_related("tenant").filter(tenant__active=True)
    if body.preset_id is None:
        found = default_preset(tenant_of(request, body.tenant_id))
        detail = "The tenant has no default preset. Specify a preset."
    else:
        found = in_tenants_of(request, presets).filter(pk=body.preset_id).first()
        detail = f"There is no preset {body.preset_id} for this key."
    if found is None:
        raise invalid([Fault("preset_id", detail)])
    if body.tenant_id and found.tenant_id != body.tenant_id:
        raise invalid(
            [Fault("preset_id", f"The preset doesn't belong to tenant {body.tenant_id}.")]
        )
    return found


def _connection(customer: Customer, tenant: Tenant, key: int | None) -> Connection | None:
    theirs = customer.connections.select_related("tenant", "organization").filter(tenant=tenant)
    if key is None:
        return unfinished(list(theirs))
    found = theirs.filter(pk=key).first()
    if found is None:
        detail = f"{customer} has no connection {key} in {tenant}."
        raise invalid([Fault("connection_id", detail)])
    return found


def _contact(request: KeyRequest, customer: Customer, body: Recipient) -> Contact:
    if body.recipient is None:
        found = customer.contacts.filter(pk=body.contact_id or 0).first()
        if found is None:
            detail = f"{customer} has no contact {body.contact_id}."
            raise invalid([Fault("contact_id", detail)])
        return found
    known = customer.contacts.filter(email__iexact=body.recipient.email).first()
    if known:
        return known
    check_change(request, customer)
    return add_contact(customer, by=request.by, **body.recipient.dict())


def _rows(request: KeyRequest) -> QuerySet[Ticket]:
    return in_tenants_of(request, tickets_to_show())


def _one(request: KeyRequest, key: int) -> Ticket:
    rows = Ticket.objects.select_related(
        "connection__customer",
        "connection__tenant",
        "connection__organization",
        "link__contact",
        "link__connection__customer",
        "link__connection__tenant",
        "preset__tenant",
        "tenant",
        "created_by",
    )
    return one_of(in_tenants_of(request, rows), key, "ticket")


expandable("ticket", "tickets:read", _rows, show)
expandable("replaced_by", "tickets:read", _rows, show)
