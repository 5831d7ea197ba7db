"""What the search for anything does at once: "new ticket for kestrel", "check dns fabrikam"."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from organizations.models import Connection, Contact, Customer, Domain
from tickets.palette import results
from tickets.palette.results import Result

Customers = Sequence[Customer]


@dataclass(frozen=True)
class Act:
    """A wording at the beginning of a text, who may do it, and what it offers for customers."""

    wording: re.Pattern[str]
    permission: str
    offers: Callable[[Customers], list[Result]]


def read(text: str, user: Any) -> tuple[Act | None, str]:
    """Return the act that a text asks for, if this person may do it, and for whom."""
    for act in _ACTS:
        if (found := act.wording.match(text)) and user.has_perm(f"organizations.{act.permission}"):
            return act, text[found.end() :].strip()
    return None, text


def _tickets(customers: Customers) -> list[Result]:
    return [results.of_new_ticket(one) for one in customers]


def _checks(customers: Customers) -> list[Result]:
    pending = Domain.objects.filter(
        connection__customer__in=customers, state=Domain.State.PENDING
    ).select_related("connection__customer")
    return [results.of_check(one) for one in pending.order_by("name", "pk")]


def _refreshes(customers: Customers) -> list[Result]:
    rows = Connection.objects.filter(customer__in=customers).exclude(auth0_id="")
    return [results.of_refresh(one) for one in rows.select_related("customer").order_by("name")]


def _emails(customers: Customers) -> list[Result]:
    rows = Contact.objects.filter(customer__in=customers).select_related("customer")
    return [results.of_email(one) for one in rows.order_by("customer__name", "name", "pk")]


def _wording(verbs: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{verbs})(?:\s+(?:for|of|to|at|from))?\s+(?=\S)", re.IGNORECASE)


_ACTS = (
    Act(_wording(r"(?:new|issue|send)(?:\s+a)?\s+ticket"), "issue_tickets", _tickets),
    Act(_wording(r"check(?:\s+the)?\s+dns"), "issue_tickets", _checks),
    Act(_wording("refresh"), "issue_tickets", _refreshes),
    Act(_wording("e-?mail|message"), "issue_tickets", _emails),
)
