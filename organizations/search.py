"""Find customers by whatever somebody has at hand: a name, a domain, an address, an id."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from organizations.models import (
    Attention,
    Connection,
    Contact,
    Customer,
    Domain,
    Organization,
    Tenant,
)
from organizations.names import domain_name
from portal.trigrams import like

# Recently changed first, or by name; the last field makes each place unique.
BY_NAME = ("name", "pk")
RECENT = ("-updated_at", "-pk")

# No longer number fits the column.
_TICKET = re.compile(r"(?:#|ticket\s*#?)\s*([0-9]{1,18})", re.IGNORECASE | re.ASCII)


def ticket_number(text: str) -> int | None:
    """Return the number in "#12" or "ticket 12", None in any other text."""
    found = _TICKET.fullmatch(text.strip())
    return int(found[1]) if found else None


def ids_of(text: str, *, by_connection: bool = True) -> QuerySet[Any]:
    """Return the ids of the customers that a text names, for `pk__in`.

    Without `by_connection`, what names one of their connections does not name them.

    One small query a table, each served by an index of its own; one condition over all of them
    would read every customer.
    """
    text = text.strip()
    number = ticket_number(text)
    if number is not None:
        return Connection.objects.filter(tickets=number).values("customer")
    named = like("name", text)
    titled = named | like("display_name", text) | Q(auth0_id=text)
    customers = Customer.objects.order_by().filter(named | Q(external_id__istartswith=text))
    return customers.values(customer=F("pk")).union(
        *([_of(Connection, titled)] if by_connection else []),
        _of(Organization, titled),
        _of(Domain, named | Q(name__in=_domains(text))),
        _of(Contact, named | like("email", text)),
    )


def best(text: str) -> QuerySet[Customer]:
    """Return the customers that a text names, those first whose name is or begins with it.

    Archived ones come last.
    """
    exactness = Case(
        When(name__iexact=text, then=0), When(name__istartswith=text, then=1), default=2
    )
    archived = F("archived_at").asc(nulls_first=True)
    return Customer.objects.filter(pk__in=ids_of(text)).order_by(archived, exactness, "name", "pk")


def customers(
    *,
    q: str = "",
    stage: str = "",
    tenant: Tenant | None = None,
    owner: Q | None = None,
    show: str = "",
) -> QuerySet[Customer]:
    """Return the customers that all given filters let through; archived ones only on request.

    `owner` is a condition on customers; `show` is "", "attention", "unmapped" or "archived".
    """
    found = Customer.objects.filter(archived_at__isnull=show != "archived")
    if q:
        found = found.filter(pk__in=ids_of(q))
    if stage:
        found = found.filter(_has(Connection, Q(stage=stage)))
    if tenant:
        in_tenant = _of(Organization, Q(tenant=tenant)).union(_of(Connection, Q(tenant=tenant)))
        found = found.filter(pk__in=in_tenant)
    if owner:
        found = found.filter(owner)
    if show == "attention":
        found = found.filter(_has(Attention, Q(resolved_at=None)))
    if show == "unmapped":
        found = found.exclude(_has(Organization, Q()))
    return found


def _of(model: type[Connection | Contact | Domain | Organization], condition: Q) -> QuerySet[Any]:
    """Return the ids of the customers who have one of these."""
    return model._default_manager.order_by().filter(condition).values("customer")


def _has(model: type[Attention | Connection | Organization], condition: Q) -> Q:
    """Return the condition for customers who have one of these."""
    return Q(Exists(model._default_manager.filter(condition, customer=OuterRef("pk"))))


def _domains(text: str) -> list[str]:
    """The domain that a text is or, in an e-mail address, ends in, as DNS knows it."""
    try:
        return [domain_name(text.rpartition("@")[2])]
    except ValidationError:
        return []
