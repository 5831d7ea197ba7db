"""The pages that are measured: the desk's, with every filter that a list has, and the customer's.

Each address is asked of the database that is in use, since the rows differ.
"""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from organizations import search
from organizations.models import (
    Connection,
    Contact,
    Customer,
    Event,
    Organization,
    Stage,
    Tenant,
    User,
)
from portal.web.listing import pagination
from tickets.models import Job, Link, Message, Preset, Ticket
from tickets.states import OPENABLE, State

Address = Callable[[], str]

CUSTOMERS, TICKETS, MAILS, AUDIT, NEW = (
    "customers",
    "tickets:tickets",
    "tickets:mails",
    "organizations:audit",
    "tickets:new",
)
NEWEST = ("-created_at", "-pk")
NOBODY = "zyzzyva"


def page(name: str, /, **query: Any) -> Address:
    """An address by its name; what can be called in the query is, each time."""

    def address() -> str:
        told = {key: value() if callable(value) else value for key, value in query.items()}
        return f"{reverse(name)}?{urlencode(told)}"

    return address


def middle(name: str, rows: QuerySet[Any], order: Sequence[str]) -> Address:
    """The page of a list that begins half-way down."""
    first = order[0].removeprefix("-")

    def after() -> str:
        value = rows.order_by(*order).values_list(first, flat=True)[rows.count() // 2]
        bound = "lte" if order[0].startswith("-") else "gte"
        return pagination.page(rows.filter(**{f"{first}__{bound}": value}), order, size=1).after

    return page(name, after=after)


def connection() -> Connection:
    """One that waits for its DNS, in the tenant that answers."""
    rows = Connection.objects.filter(stage=Stage.DOMAIN_PENDING, customer__archived_at=None)
    return rows.exclude(organization=None).filter(tenant=tenant()).earliest("pk")


def customer() -> Customer:
    return connection().customer


def contact() -> Contact:
    return customer().contacts.earliest("pk")


def organization() -> Organization:
    return customer().organizations.earliest("pk")


def tenant() -> int:
    return Tenant.objects.earliest("pk").pk


def ticket() -> Ticket:
    return Ticket.objects.filter(state__in=OPENABLE).earliest("pk")


def link() -> str:
    found = Link.objects.filter(ended="", tickets__state=State.ISSUED).earliest("created_at")
    return found.url.removeprefix(settings.BASE_URL)


ADDRESSES: dict[str, Address] = {
    "home": page("home"),
    "customers": page(CUSTOMERS),
    "customers, half-way down": middle(
        CUSTOMERS, Customer.objects.filter(archived_at=None), search.BY_NAME
    ),
    "customers, last changed first": page(CUSTOMERS, sort="recent"),
    "customers, half-way down by change": middle(
        CUSTOMERS, Customer.objects.filter(archived_at=None), search.RECENT
    ),
    "customers, live": page(CUSTOMERS, stage="live"),
    "customers, domain pending": page(CUSTOMERS, stage="domain_pending"),
    "customers, domain verified, last changed": page(
        CUSTOMERS, stage="domain_verified", sort="recent"
    ),
    "customers, of a tenant": page(CUSTOMERS, tenant=tenant),
    "customers, of an owner": page(CUSTOMERS, owner=lambda: User.objects.earliest("pk").pk),
    "customers, need attention": page(CUSTOMERS, show="attention"),
    "customers, not mapped": page(CUSTOMERS, show="unmapped"),
    "customers, archived": page(CUSTOMERS, show="archived"),
    "customers, search: many": page(CUSTOMERS, q="logistics"),
    "customers, search: a name": page(CUSTOMERS, q=lambda: customer().name),
    "customers, search: a domain": page(CUSTOMERS, q=lambda: customer().domains.earliest("pk")),
    "customers, search: a contact": page(CUSTOMERS, q=lambda: contact().email),
    "customers, search: an organization ID": page(CUSTOMERS, q=lambda: organization().auth0_id),
    "customers, search: a ticket": page(CUSTOMERS, q=lambda: f"#{ticket().pk}"),
    "customers, search: nothing found": page(CUSTOMERS, q=NOBODY),
    "customer": lambda: customer().get_absolute_url(),
    "connection": lambda: connection().get_absolute_url(),
    "tickets": page(TICKETS),
    "tickets, half-way down": middle(TICKETS, Ticket.objects.all(), NEWEST),
    "tickets, opened": page(TICKETS, state="opened"),
    "tickets, failed (none)": page(TICKETS, state="failed"),
    "tickets, edit": page(TICKETS, kind="edit"),
    "tickets, renewals": page(TICKETS, reason="renewal"),
    "tickets, of a tenant": page(TICKETS, tenant=tenant),
    "tickets, search: many": page(TICKETS, q="logistics"),
    "tickets, search: a recipient": page(TICKETS, q=lambda: contact().email),
    "tickets, search: nothing found": page(TICKETS, q=NOBODY),
    "ticket": lambda: ticket().get_absolute_url(),
    "new ticket: which customer": page(NEW),
    "new ticket: search": page(NEW, q=lambda: contact().email),
    "new ticket: preset and recipient": page(NEW, customer=lambda: customer().pk),
    # Asks Auth0, here the sandbox, a few things as well.
    "new ticket: look and send": page(
        "tickets:review",
        customer=lambda: customer().pk,
        preset=lambda: Preset.objects.get(tenant=tenant()).pk,
        contact=lambda: contact().pk,
        name="aachen-sso",
    ),
    "mails": page(MAILS),
    "mails, half-way down": middle(MAILS, Message.objects.all(), NEWEST),
    "mails, bounced": page(MAILS, state="bounced"),
    "mails, failed (none)": page(MAILS, state="failed"),
    "mails, “You're live”": page(MAILS, kind="live"),
    "mails, codes (none)": page(MAILS, kind="code"),
    "mails, search: many": page(MAILS, q="logistics"),
    "mails, search: a recipient": page(MAILS, q=lambda: contact().email),
    "mails, search: nothing found": page(MAILS, q=NOBODY),
    "mail": lambda: reverse("tickets:mail", args=[Message.objects.earliest("pk").pk]),
    "audit": page(AUDIT),
    "audit, half-way down": middle(AUDIT, Event.objects.all(), ("-at", "-pk")),
    "audit, by staff": page(AUDIT, kind="staff"),
    "audit, about presets (none)": page(AUDIT, about="preset"),
    "audit, before 2000 (none)": page(AUDIT, until="2000-01-01"),
    "audit, search: a person": page(AUDIT, q="Ada"),
    "audit, search: a customer": page(AUDIT, q=lambda: customer().name),
    "audit, search: nothing found": page(AUDIT, q=NOBODY),
    "palette: many": page("tickets:find", q="logistics"),
    "palette: a contact": page("tickets:find", q=lambda: contact().email),
    "palette: an id": page("tickets:find", q=lambda: organization().auth0_id),
    "palette: nothing found": page("tickets:find", q=NOBODY),
    "bulk: jobs": page("tickets:jobs"),
    "bulk: a job of up to 10,000": lambda: Job.objects.get().get_absolute_url(),
    "bulk: for all that fit": page("tickets:job_new", all=1, q="logistics"),
    "presets": page("tickets:presets"),
    "tenants": page("organizations:tenants"),
    "inventory": page("tickets:inventory"),
    "reports: last year, by month": page("tickets:reports"),
    "reports: all years, by month": page("tickets:reports", since="2000-01-01"),
    "reports: all years, by owner": page("tickets:reports", since="2000-01-01", by="owner"),
    "reports: of a provider, by preset": page("tickets:reports", by="preset", provider="okta"),
    "the page behind a mailed link": link,
}
