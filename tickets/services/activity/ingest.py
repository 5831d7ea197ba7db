"""Take in what the tenant's log, as Auth0 answered it, says of the assistant.

Every line counts once, in whatever order and however often it comes. Lines go on the timeline and
count openings, which nothing else tells; where the connection stands is for a reconcile to say.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from organizations.models import Connection, Tenant
from organizations.services import audit
from organizations.services.connections.due import reconcile_soon
from portal import clock
from portal.actor import Actor
from portal.auth0.events import AssistantEvent, Step
from tickets.models import LogLine
from tickets.verbs import AssistantVerb

from .logged_openings import take_opening

_KEPT = timedelta(days=40)
# When the assistant last reported a step.
_REPORTED_AT = {
    Step.CONNECTION_CREATION: "assistant_created_at",
    Step.ADD_DOMAIN: "domain_added_at",
    Step.DOMAIN_VERIFICATION_SUCCESSFUL: "domain_proven_at",
    Step.ENABLE_CONNECTION: "assistant_enabled_at",
    Step.FLOW_END: "assistant_finished_at",
}


@dataclass(frozen=True, slots=True)
class Ingested:
    """`new` lines were taken in, `known` had come before, `ignored` concern nothing of ours.

    `touched` are the primary keys of the connections to reconcile now.
    """

    new: int = 0
    known: int = 0
    ignored: int = 0
    touched: frozenset[int] = frozenset()


def ingest_logs(tenant: Tenant, events: Iterable[AssistantEvent]) -> Ingested:
    """Write what a tenant's log told: the timeline, and openings of tickets.

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
    lines = LogLine.objects.filter(tenant=tenant, log_id__in=[event.log_id for event in ours])
    come_before = set(lines.values_list("log_id", flat=True))
    new = 0
    touched = set()
    for event in ours:
        connection = connections[event.connection_name]
        if event.log_id in come_before:
            continue
        come_before.add(event.log_id)
        if _take(connection, event):
            new += 1
            touched.add(connection.pk)
    return Ingested(
        new=new,
        known=len(ours) - new,
        ignored=len(events) - len(ours),
        touched=frozenset(touched),
    )


def connections_named(tenant: Tenant, names: Iterable[str]) -> list[int]:
    """Return the primary keys of a tenant's connections with these names."""
    rows = Connection.objects.filter(tenant=tenant, name__in=set(names))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _take(connection: Connection, event: AssistantEvent) -> bool:
    by = Actor("auth0", "Auth0", ip=event.ip)
    try:
        with transaction.atomic():
            # First, so that of two processes only one goes on.
            LogLine.objects.create(tenant_id=connection.tenant_id, log_id=event.log_id, at=event.at)
            _keep(connection, event)
            # Where nobody can be woken for it, the sweep finds it.
            reconcile_soon(connection)
            audit.record(
                AssistantVerb(f"assistant:{event.step}" + ("" if event.ok else "_failed")),
                by=by,
                connection=connection,
                at=event.at,
                user_agent=event.user_agent,
            )
            if event.ok and event.step == Step.TICKET_CONSUMPTION:
                take_opening(connection, event, by=by)
    except IntegrityError:
        return False
    return True


def _keep(connection: Connection, event: AssistantEvent) -> None:
    """Write to the connection what a line tells and Auth0 shows nowhere else."""
    audit.note_touched(connection, event.at)
    row = Connection.objects.filter(pk=connection.pk)
    if event.ok and (field := _REPORTED_AT.get(event.step)):
        # Lines come in no order.
        earlier = Q(**{field: None}) | Q(**{f"{field}__lt": event.at})
        row.filter(earlier).update(**{field: event.at})
    if event.ok and event.step == Step.DOMAIN_VERIFICATION_SUCCESSFUL:
        row.update(verifications_logged=F("verifications_logged") + 1)


def forget_old_lines() -> None:
    """Forget lines that Auth0 has forgotten too: no plan keeps its log longer than 30 days.

    https://auth0.com/docs/deploy-monitor/logs/log-data-retention
    """
    LogLine.objects.filter(at__lt=clock.now() - _KEPT).delete()
