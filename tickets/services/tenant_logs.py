"""Take in what the tenant's log says of the assistant: polled, pushed, or both at once.

Every line counts once, in whatever order and however often it comes.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from organizations import audit
from organizations.models import Connection, Event, Stage, Tenant
from organizations.stages import advance
from portal.actor import Actor
from portal.auth0.events import AssistantEvent, Step

from .logged_openings import take_opening

# What a step that succeeded says about where the connection stands. The next look at Auth0
# corrects it where there is more to it, such as a second domain that is still pending.
_STAGES: dict[Step, Stage] = {
    Step.TICKET_CONSUMPTION: Stage.OPENED,
    Step.CONNECTION_CREATION: Stage.CONFIGURED,
    Step.ADD_DOMAIN: Stage.DOMAIN_PENDING,
    Step.DOMAIN_VERIFICATION_SUCCESSFUL: Stage.DOMAIN_VERIFIED,
    Step.ENABLE_CONNECTION: Stage.LIVE,
}


@dataclass(frozen=True, slots=True)
class Ingested:
    """`new` lines were taken in, `known` had come before, `ignored` concern nothing of ours.

    `touched` are the primary keys of the connections to look at now.
    """

    new: int = 0
    known: int = 0
    ignored: int = 0
    touched: frozenset[int] = frozenset()


def ingest_logs(tenant: Tenant, events: Iterable[AssistantEvent]) -> Ingested:
    """Write what a tenant's log told: the timeline, openings of tickets, stages.

    One line's failure to fit (it came by another way at this moment) does not concern the next.
    """
    events = sorted(events, key=lambda event: event.log_id)
    connections = {
        connection.name: connection
        for connection in Connection.objects.filter(
            tenant=tenant, name__in={event.connection_name for event in events}
        ).select_related("customer")
    }
    ours = [event for event in events if event.connection_name in connections]
    come_before = set(
        Event.objects.filter(
            source_id__in=[_source_id(tenant, event) for event in ours]
        ).values_list("source_id", flat=True)
    )
    new = 0
    touched = set()
    for event in ours:
        source_id, connection = _source_id(tenant, event), connections[event.connection_name]
        if source_id in come_before:
            continue
        come_before.add(source_id)
        if _take(connection, event, source_id):
            new += 1
            touched.add(connection.pk)
    return Ingested(
        new=new,
        known=len(ours) - new,
        ignored=len(events) - len(ours),
        touched=frozenset(touched),
    )


def _take(connection: Connection, event: AssistantEvent, source_id: str) -> bool:
    by = Actor("auth0", "Auth0", ip=event.ip)
    try:
        with transaction.atomic():
            # First, so that of two processes only one goes on.
            audit.record(
                f"assistant:{event.step}" + ("" if event.ok else "_failed"),
                by=by,
                connection=connection,
                at=event.at,
                source_id=source_id,
                user_agent=event.user_agent,
            )
            if event.ok and event.step == Step.TICKET_CONSUMPTION:
                take_opening(connection, event, by=by)
            if event.ok and event.step in _STAGES:
                advance(connection, _STAGES[event.step], by=by)
    except IntegrityError:
        return False
    return True


def _source_id(tenant: Tenant, event: AssistantEvent) -> str:
    return f"log:{tenant.pk}:{event.log_id}"
