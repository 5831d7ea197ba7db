"""The audit trail: one function writes it, in the transaction of the change it records."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from organizations.models import Connection, Customer, Event
from organizations.signals import recorded
from organizations.verbs import AuditVerb
from portal import clock
from portal.actor import Actor

from . import published


def record(
    verb: AuditVerb,
    *,
    by: Actor,
    customer: Customer | None = None,
    connection: Connection | None = None,
    target: str = "",
    at: datetime | None = None,
    looks: bool = False,
    **data: object,
) -> Event:
    """Append one event.

    `verb` is a member of the writing app's enum; `data` holds what its sentence needs and no
    secret; `at` is aware UTC, now if absent.

    When a person was at a connection last is kept in its row too, for who compares it with Auth0;
    not when they only looked (`looks`), since nothing that changed can be theirs.
    """
    at = at or clock.now()
    if connection and not looks and (by.is_company or by.kind == "customer"):
        note_touched(connection, at)
    event = Event.objects.create(
        at=at,
        verb=verb.value,
        actor_kind=by.kind,
        actor_name=by.name,
        user=by.user,
        ip=by.ip,
        customer=customer or (connection.customer if connection else None),
        connection=connection,
        target=target,
        data=data,
    )
    published.publish(event)
    if connection and not looks:
        recorded.send(Event, connection=connection, by=by, at=at)
    return event


def record_for_each(
    verb: AuditVerb, customers: Iterable[Customer], *, by: Actor, **data: object
) -> None:
    """Append one event for each customer, as `record` does, with a few queries for all.

    `data` is the same for all; each event has its customer's name as well.
    """
    at = clock.now()
    events = Event.objects.bulk_create(
        Event(
            at=at,
            verb=verb.value,
            actor_kind=by.kind,
            actor_name=by.name,
            user=by.user,
            ip=by.ip,
            customer=customer,
            data={"name": customer.name, **data},
        )
        for customer in customers
    )
    published.publish_all(events)


def note_touched(connection: Connection, at: datetime) -> None:
    """Write down that a person was at a connection, unless one was later."""
    earlier = Q(touched_at=None) | Q(touched_at__lt=at)
    Connection.objects.filter(earlier, pk=connection.pk).update(touched_at=at)
