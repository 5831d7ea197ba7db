"""The audit trail: one function writes it, in the transaction of the change it records."""

from datetime import datetime
from typing import Any

from organizations.models import Connection, Customer, Event
from portal import clock
from portal.actor import Actor


def record(
    verb: str,
    *,
    by: Actor,
    customer: Customer | None = None,
    connection: Connection | None = None,
    target: str = "",
    at: datetime | None = None,
    source_id: str | None = None,
    **data: Any,
) -> Event:
    """Append one event.

    `verb` reads "subject:action" ("ticket:issue") and has its sentence in `sentences.py`;
    `data` holds what the sentence needs and no secret; `at` is aware UTC, now if absent;
    `source_id` makes outside news (a tenant log id) unique: a second one raises IntegrityError.
    """
    return Event.objects.create(
        at=at or clock.now(),
        verb=verb,
        actor_kind=by.kind,
        actor_name=by.name,
        user=by.user,
        ip=by.ip,
        customer=customer or (connection.customer if connection else None),
        connection=connection,
        target=target,
        data=data,
        source_id=source_id,
    )
