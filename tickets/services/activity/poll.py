"""Read a tenant's log on from where we stopped."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from organizations.auth0_clients import auth0
from organizations.models import Connection, Tenant
from organizations.stages import OPEN
from portal import clock
from portal.auth0 import Invalid, LogEvent, NotFound, checkpoint_at
from portal.auth0.events import AssistantEvent, Malformed, assistant_event
from tickets.models import Ticket
from tickets.states import ACTIVE

from .ingest import Ingested, ingest_logs

_AT_ONCE = 100
# Pages in one run; the next begins a minute later.
_MOST_PAGES = 20
# The shortest time that a plan keeps its log.
_KEPT = timedelta(days=1)
# A line may be indexed a little after it was written.
_LATE = timedelta(minutes=1)


def tenants_to_poll() -> list[int]:
    """Return the primary keys of the tenants in which something can happen now."""
    open_ones = Connection.objects.filter(tenant=OuterRef("pk"), stage__in=OPEN)
    active_tickets = Ticket.objects.filter(tenant=OuterRef("pk"), state__in=ACTIVE)
    busy = Tenant.objects.filter(Exists(open_ones) | Exists(active_tickets), active=True)
    return list(busy.values_list("pk", flat=True))


def poll_logs(tenant: Tenant) -> Ingested:
    """Take in what was logged since the last time; the first time begins now.

    The position is stored after its lines, and moves forward only: a crash between repeats
    lines, which does no harm. After more than a day without polling the log may have lost some,
    so that every open connection is reconciled instead. Raises Auth0Error.
    https://auth0.com/docs/api/management/v2/logs/get-logs
    """
    now = clock.now()
    position = _position(tenant, now)
    total = Ingested()
    for _ in range(_MOST_PAGES):
        try:
            page = auth0(tenant).logs.after(position, take=_AT_ONCE)
        except (Invalid, NotFound):
            # Auth0 no longer knows the line we stopped at.
            position = _after_gap(tenant, now)
            page = auth0(tenant).logs.after(position, take=_AT_ONCE)
        total = _sum(total, ingest_logs(tenant, _ours(page.items)))
        position = page.next
        Tenant.objects.filter(pk=tenant.pk, log_position__lt=position).update(log_position=position)
        if len(page.items) < _AT_ONCE:
            break
    Tenant.objects.filter(pk=tenant.pk).update(logs_polled_at=now)
    tenant.refresh_from_db(fields=["log_position", "logs_polled_at"])
    return total


def _position(tenant: Tenant, now: datetime) -> str:
    if not tenant.log_position:
        return checkpoint_at(now - _LATE)
    if tenant.logs_polled_at and tenant.logs_polled_at < now - _KEPT:
        return max(tenant.log_position, _after_gap(tenant, now))
    return tenant.log_position


def _after_gap(tenant: Tenant, now: datetime) -> str:
    Connection.objects.filter(tenant=tenant, stage__in=OPEN).update(check_due_at=now)
    return checkpoint_at(now - _KEPT)


def _ours(items: tuple[LogEvent, ...]) -> list[AssistantEvent]:
    events = []
    for item in items:
        try:
            event = assistant_event(item)
        except Malformed:
            continue  # would come again for ever
        if event:
            events.append(event)
    return events


def _sum(total: Ingested, more: Ingested) -> Ingested:
    return Ingested(
        new=total.new + more.new,
        known=total.known + more.known,
        ignored=total.ignored + more.ignored,
        touched=total.touched | more.touched,
    )
