"""Find tickets and mails by customer, recipient, connection, id or number."""

import re

from django.db.models import Q, QuerySet

from organizations.models import Connection, Customer, Organization
from organizations.search import Reference
from portal.db.any_of import any_of
from portal.db.international import like_address
from portal.db.trigrams import like
from tickets.models import Link, Message, Ticket

# No longer number fits the column.
_TICKET = re.compile(r"(?:#|ticket\s*#?)\s*([0-9]{1,18})", re.IGNORECASE | re.ASCII)


def ticket_number(text: str) -> int | None:
    """Return the number in "#12" or "ticket 12", None in any other text."""
    found = _TICKET.fullmatch(text.strip())
    return int(found[1]) if found else None


def reference(text: str) -> Reference | None:
    """Return the ticket that a text refers to by its number, for searches of customers and events.

    A reader of `organizations.search.read_references`.
    """
    number = ticket_number(text)
    return None if number is None else Reference(Q(tickets=number), f"ticket:{number}")


def tickets(rows: QuerySet[Ticket], text: str) -> QuerySet[Ticket]:
    """Return those that a text names."""
    number = ticket_number(text)
    if number is not None:
        return rows.filter(pk=number)
    sent = Link.objects.filter(
        like_address(Link, "recipient_email", text) | like("recipient_name", text)
    )
    numbered = Q(pk=ticket_number(f"#{text}") or 0)
    return any_of(rows, [numbered, Q(link__in=sent), *_of_connections(text)])


def messages(rows: QuerySet[Message], text: str) -> QuerySet[Message]:
    """Return those that a text names; "#12" names what was written about ticket 12."""
    number = ticket_number(text)
    if number is not None:
        return rows.filter(ticket=number)
    written = (
        like_address(Message, "to_email", text) | like("to_name", text) | like("subject", text)
    )
    return any_of(rows, [written, *_of_connections(text)])


def _of_connections(text: str) -> list[Q]:
    """Conditions on what belongs to a connection: that the text names it, or whose it is."""
    customers = Customer.objects.filter(like("name", text) | Q(external_id__istartswith=text))
    organizations = Organization.objects.order_by().filter(like("name", text) | Q(auth0_id=text))
    named = Connection.objects.filter(like("name", text) | Q(auth0_id=text))
    return [
        Q(connection__in=named),
        Q(connection__in=Connection.objects.filter(customer__in=customers)),
        Q(connection__in=Connection.objects.filter(customer__in=organizations.values("customer"))),
    ]
