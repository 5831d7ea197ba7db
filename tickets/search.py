"""Find tickets and mails by customer, recipient, connection, id or number."""

from django.db.models import Q, QuerySet

from organizations.models import Connection, Customer, Organization
from organizations.search import ticket_number
from portal.anyof import any_of
from portal.trigrams import like
from tickets.models import Link, Message, Ticket


def tickets(rows: QuerySet[Ticket], text: str) -> QuerySet[Ticket]:
    """Return those that a text names."""
    number = ticket_number(text)
    if number is not None:
        return rows.filter(pk=number)
    sent = Link.objects.filter(like("recipient_email", text) | like("recipient_name", text))
    numbered = Q(pk=ticket_number(f"#{text}") or 0)
    return any_of(rows, [numbered, Q(link__in=sent), *_of_connections(text)])


def messages(rows: QuerySet[Message], text: str) -> QuerySet[Message]:
    """Return those that a text names; "#12" names what was written about ticket 12."""
    number = ticket_number(text)
    if number is not None:
        return rows.filter(ticket=number)
    written = like("to_email", text) | like("to_name", text) | like("subject", text)
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
