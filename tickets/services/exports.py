"""The list of tickets taken out of the portal as a table."""

from collections.abc import Iterator

from django.db.models import QuerySet

from organizations.services import audit
from portal.actor import Actor
from portal.text.addresses import readable
from tickets.models import Ticket
from tickets.verbs import Verb

_CHUNK = 500

TICKET_COLUMNS = (
    *("Ticket", "Customer", "External ID", "Owner", "Connection", "Tenant", "Recipient", "Email"),
    *("State", "Type", "Reason", "Preset", "Requested by", "Created", "Issued", "Opened"),
    *("Ended", "Link expires"),
)


def export_tickets(
    tickets: QuerySet[Ticket], *, filters: str, by: Actor
) -> Iterator[tuple[object, ...]]:
    """Record who takes which tickets out, and return a row for each, newest first.

    `filters` is the query string that narrowed them. No row holds a link.
    """
    audit.record(Verb.TICKET_EXPORT, by=by, count=tickets.count(), filters=filters)
    rows = tickets.select_related(
        "connection__customer__owner", "link", "tenant", "preset", "created_by"
    )
    newest_first = rows.defer("url", "body").order_by("-created_at", "-pk")
    return (_row(ticket) for ticket in newest_first.iterator(chunk_size=_CHUNK))


def _row(ticket: Ticket) -> tuple[object, ...]:
    customer, link = ticket.connection.customer, ticket.link
    return (
        ticket.pk,
        customer.name,
        customer.external_id,
        customer.owner,
        ticket.connection.name,
        ticket.tenant.name,
        link.recipient_name,
        readable(link.recipient_email),
        ticket.get_state_display(),
        ticket.get_kind_display(),
        ticket.get_reason_display(),
        ticket.preset.name if ticket.preset else "",
        ticket.created_by,
        ticket.created_at,
        ticket.issued_at,
        ticket.opened_at,
        ticket.ended_at,
        link.expires_at,
    )
