"""Tickets, links and mails as the API gives them."""

from typing import Any

from django.db.models import QuerySet
from pydantic import Field

from organizations.api.customers import ContactOut, CustomerOut
from organizations.api.organizations import TenantOut
from organizations.api.shown import ConnectionOut
from portal.api.schemas import Out, Time
from tickets.models import Link, Message, Ticket
from tickets.services.links.status import link_status

from .presets import PresetOut


class RecipientOut(Out):
    """The person a link is for, as invited."""

    contact_id: int | None
    name: str
    email: str
    language: str


class LinkOut(Out):
    """The portal's link, which outlives the Auth0 tickets behind it."""

    id: str
    connection_id: int
    ticket_id: int = Field(description="The newest ticket behind it; several links can share one.")
    recipient: RecipientOut
    role: str = Field(description="setup; or dns, which only shows DNS records.")
    delivery: str = Field(description="`mail`: by email; `link`: your product shows it.")
    confirmation: str = Field(description="none, address or code.")
    return_url: str
    status: str = Field(
        description="ready, renews, preparing, trouble, completed, revoked, replaced or over."
    )
    created_at: Time
    expires_at: Time
    ended_at: Time | None
    url: str | None = Field(
        None, description="A secret; only if requested with the scope links:reveal."
    )
    connection: ConnectionOut | None = None
    ticket: "TicketOut | None" = None


class TicketOut(Out):
    """An Auth0 access ticket."""

    id: int
    kind: str = Field(description="create or edit.")
    reason: str
    state: str = Field(
        description="queued, issued, opened, completed, expired, revoked, replaced or failed."
    )
    customer_id: int
    connection_id: int
    tenant_id: int
    preset_id: int | None
    link_id: str
    recipient: RecipientOut
    held: bool = Field(description="Whether it needs a second person's approval.")
    problem: str
    remedy: str
    replaced_by_id: int | None
    created_at: Time
    issued_at: Time | None
    expires_at: Time | None
    opened_at: Time | None
    session_ends_at: Time | None
    ended_at: Time | None
    customer: CustomerOut | None = None
    connection: ConnectionOut | None = None
    tenant: TenantOut | None = None
    preset: PresetOut | None = None
    link: LinkOut | None = None
    replaced_by: "TicketOut | None" = None


class MessageOut(Out):
    """An email and its delivery status."""

    id: int
    kind: str
    state: str
    connection_id: int
    ticket_id: int | None
    contact_id: int | None
    to_email: str
    language: str
    subject: str
    problem: str
    created_at: Time
    sent_at: Time | None
    state_at: Time | None
    connection: ConnectionOut | None = None
    ticket: TicketOut | None = None
    contact: ContactOut | None = None


_CONFIRMATIONS = {"nothing": "none"}


# Of a ticket, by the names of its columns.
_SHOWN = (
    *("kind", "reason", "state", "connection_id", "tenant_id", "preset_id", "held"),
    *("problem", "remedy", "replaced_by_id", "created_at", "issued_at", "expires_at"),
    *("opened_at", "session_ends_at", "ended_at"),
)
_OF_LINK = ("contact", "recipient_name", "recipient_email", "language")


def tickets_to_show() -> QuerySet[Ticket]:
    """Return all tickets, with what is shown of them and no more: addresses are costly to read."""
    return Ticket.objects.select_related("connection", "link").only(
        *(name.removesuffix("_id") for name in _SHOWN),
        "connection__customer",
        *(f"link__{name}" for name in _OF_LINK),
    )


def tickets_behind_links() -> QuerySet[Ticket]:
    """Return what `show_link` reads of tickets, to be fetched beforehand: no address of theirs."""
    return Ticket.objects.defer("url", "body")


def show(ticket: Ticket, *, link: LinkOut | None = None) -> TicketOut:
    """Return a ticket as the API gives it."""
    shown: dict[str, Any] = {name: getattr(ticket, name) for name in _SHOWN}
    return TicketOut.model_construct(
        id=ticket.pk,
        customer_id=ticket.connection.customer_id,
        link_id=str(ticket.link_id),
        recipient=_recipient(ticket.link),
        link=link,
        **shown,
    )


def show_link(link: Link, *, url: str | None = None) -> LinkOut:
    """Return a link as the API gives it; `url` where it may be revealed.

    Reads its tickets: fetch them beforehand for a list, from `tickets_behind_links`.
    """
    newest = max(link.shared().tickets.all(), key=lambda ticket: ticket.pk)
    return LinkOut.model_construct(
        id=str(link.pk),
        connection_id=link.connection_id,
        ticket_id=newest.pk,
        recipient=_recipient(link),
        role=link.role,
        delivery=link.delivery,
        confirmation=_CONFIRMATIONS.get(link.confirmation, link.confirmation),
        return_url=link.return_url,
        status=link_status(link, newest).value,
        created_at=link.created_at,
        expires_at=link.expires_at,
        ended_at=link.ended_at,
        url=url,
    )


def show_message(message: Message) -> MessageOut:
    """Return a mail as the API gives it, without its text."""
    return MessageOut.model_construct(
        id=message.pk,
        kind=message.kind,
        state=message.state,
        connection_id=message.connection_id,
        ticket_id=message.ticket_id,
        contact_id=message.contact_id,
        to_email=message.to_email,
        language=message.language,
        subject=message.subject,
        problem=message.problem,
        created_at=message.created_at,
        sent_at=message.sent_at,
        state_at=message.state_at,
    )


def _recipient(link: Link) -> RecipientOut:
    return RecipientOut.model_construct(
        contact_id=link.contact_id,
        name=link.recipient_name,
        email=link.recipient_email,
        language=link.language,
    )
