"""Which connections are to be looked at now: claimed by one sweep, within the tenants' limits."""

from datetime import timedelta

from organizations.cadence import looks_per_minute
from organizations.models import Connection, Tenant
from portal import clock

# A look that was claimed and never made (a killed worker) is due again after this.
_CLAIM = timedelta(minutes=15)


def looks_due() -> list[int]:
    """Claim the connections that are due, longest waiting first; return their primary keys.

    Called every minute: of each tenant as many as its plan bears in that minute. A connection
    is handed out once, however many sweeps run.
    """
    claimed: list[int] = []
    for tenant in Tenant.objects.filter(active=True):
        now = clock.now()
        due = Connection.objects.filter(
            tenant=tenant, customer__archived_at=None, check_due_at__lte=now
        ).order_by("check_due_at")
        for pk, at in due.values_list("pk", "check_due_at")[: looks_per_minute(tenant)]:
            mine = Connection.objects.filter(pk=pk, check_due_at=at)
            if mine.update(check_due_at=now + _CLAIM):
                claimed.append(pk)
    return claimed


def look_soon(connection: Connection) -> None:
    """Let the next sweep look at the connection, whenever it was due."""
    Connection.objects.filter(pk=connection.pk).update(check_due_at=clock.now())
