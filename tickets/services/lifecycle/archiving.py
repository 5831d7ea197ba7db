"""No customer is archived while a mailed link of theirs works."""

from organizations.errors import InUse
from organizations.models import Connection, Customer
from tickets.states import ACTIVE


def with_active_tickets(customer: Customer) -> list[Connection]:
    """Return the customer's connections that have a live ticket."""
    return list(customer.connections.filter(tickets__state__in=ACTIVE).distinct())


def refuse_while_active(customer: Customer, **_kwargs: object) -> None:
    """Raise InUse while a ticket is live: whoever has its link would go on unseen.

    A receiver of `organizations.signals.archiving`.
    """
    live = with_active_tickets(customer)
    if live:
        raise InUse(
            f"{customer} still has an active ticket for "
            f"{', '.join(c.name for c in live)}. Revoke it or let it expire, then archive "
            "the customer."
        )
