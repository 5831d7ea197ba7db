"""Lists taken out of the portal as tables. Each leaves a line in the audit trail first."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet

from organizations import audit
from organizations.models import Attention, Customer, Domain, Organization
from portal.actor import Actor

_CHUNK = 500

CUSTOMER_COLUMNS = (
    *("Customer", "External ID", "Owner", "E-mail domains", "Contacts", "Organization IDs"),
    *("Organizations", "Connections", "Stages", "Needs attention", "Created", "Changed"),
    "Archived",
)


def export_customers(
    customers: QuerySet[Customer], *, filters: str, by: Actor
) -> Iterator[tuple[Any, ...]]:
    """Record who takes which customers out, and return a row for each, read as they are sent.

    `filters` is the query string that narrowed them. Several of a kind stand in one cell, a line
    each, in the same order in "Connections" and "Stages".
    """
    audit.record("customer:export", by=by, count=customers.count(), filters=filters)
    rows = customers.select_related("owner").prefetch_related(
        Prefetch("domains", Domain.objects.filter(connection=None), to_attr="known_domains"),
        Prefetch(
            "attentions", Attention.objects.filter(resolved_at=None), to_attr="open_attentions"
        ),
        Prefetch("organizations", Organization.objects.order_by("tenant_id", "pk")),
        "contacts",
        "connections",
    )
    return (_customer(row) for row in rows.iterator(chunk_size=_CHUNK))


def _customer(customer: Any) -> tuple[Any, ...]:
    organizations = customer.organizations.all()
    connections = customer.connections.all()
    return (
        customer.name,
        customer.external_id,
        customer.owner,
        _lines(customer.known_domains),
        _lines(customer.contacts.all()),
        _lines(one.auth0_id for one in organizations),
        _lines(organizations),
        _lines(connections),
        _lines(one.get_stage_display() for one in connections),
        _lines(one.get_reason_display() for one in customer.open_attentions),
        customer.created_at,
        customer.updated_at,
        customer.archived_at,
    )


def _lines(things: Any) -> str:
    return "\n".join(str(one) for one in things)
