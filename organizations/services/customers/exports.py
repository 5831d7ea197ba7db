"""Lists taken out of the portal as tables. Each leaves a line in the audit trail first."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from organizations.models import Attention, Customer, Domain, Event, Organization
from organizations.services import audit
from organizations.services.audit.sentences import sentence
from organizations.verbs import Verb
from portal.actor import Actor
from portal.text.addresses import readable

_CHUNK = 500

CUSTOMER_COLUMNS = (
    *("Customer", "External ID", "Owner", "Email domains", "Contacts", "Organization IDs"),
    *("Organizations", "Connections", "Stages", "First sign-ins", "Needs attention"),
    *("Created", "Changed", "Archived"),
)
EVENT_COLUMNS = (
    *("When", "Kind of actor", "Who", "Account", "IP address", "What", "Verb", "Customer"),
    *("Connection", "Target", "Data"),
    # What `manage.py audit verify` computes: the digest of a line covers the one before.
    *("Chain", "Number", "Previous digest", "Digest"),
)


def export_customers(
    customers: QuerySet[Customer], *, filters: str, by: Actor
) -> Iterator[tuple[object, ...]]:
    """Record who takes which customers out, and return a row for each, read as they are sent.

    `filters` is the query string that narrowed them. Several of a kind stand in one cell, a line
    each, in the same order in "Connections", "Stages" and "First sign-ins".
    """
    audit.record(Verb.CUSTOMER_EXPORT, by=by, count=customers.count(), filters=filters)
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


def export_events(
    events: QuerySet[Event], *, filters: str, by: Actor
) -> Iterator[tuple[object, ...]]:
    """Record who takes which part of the audit trail out, and return its rows, the newest first.

    As `export_customers`. The record of the export is not in it.
    """
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    events = events.filter(pk__lte=newest)
    audit.record(Verb.AUDIT_EXPORT, by=by, count=events.count(), filters=filters)
    rows = events.select_related("customer", "connection", "user", "seal").order_by("-at", "-pk")
    return (_event(row) for row in rows.iterator(chunk_size=_CHUNK))


def _customer(customer: Any) -> tuple[object, ...]:
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
        _lines(_day(one.first_sign_in_at) for one in connections),
        _lines(one.get_reason_display() for one in customer.open_attentions),
        customer.created_at,
        customer.updated_at,
        customer.archived_at,
    )


def _event(event: Event) -> tuple[object, ...]:
    seal = getattr(event, "seal", None)  # the newest have none yet
    return (
        event.at,
        event.actor_kind,
        event.actor_name,
        readable(event.user.email) if event.user else "",
        event.ip,
        sentence(event),
        event.verb,
        event.customer,
        event.connection,
        event.target,
        json.dumps(event.data, ensure_ascii=False, sort_keys=True) if event.data else "",
        *((seal.chain, seal.number, seal.previous, seal.digest) if seal else ("", "", "", "")),
    )


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "–"


def _lines(things: Any) -> str:
    return "\n".join(str(one) for one in things)
