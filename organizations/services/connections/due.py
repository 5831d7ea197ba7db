"""Which connections are to be reconciled now: claimed by one sweep, within the tenants' limits."""

from datetime import timedelta
from itertools import chain, zip_longest

from django.db import transaction

from organizations.models import Connection, Stage, Tenant
from organizations.services.lifecycle.cadence import MOST_RECONCILES, MOVING, reconciles_in_a_minute
from portal import clock

# A reconcile that was claimed and never done (a killed worker) is due again after this.
_CLAIM = timedelta(minutes=15)


def reconciles_due() -> list[int]:
    """Claim the connections that are due, longest waiting first; return their primary keys.

    Called every minute: of each tenant as many as its plan bears in that minute. Where that is
    not enough for all, every other one is of a connection that somebody works on. A connection
    is handed out once, however many sweeps run.
    """
    return [key for tenant in Tenant.objects.filter(active=True) for key in _claim(tenant)]


@transaction.atomic
def _claim(tenant: Tenant) -> list[int]:
    now = clock.now()
    due = Connection.objects.filter(
        tenant=tenant, customer__archived_at=None, check_due_at__lte=now
    ).order_by("check_due_at")
    # Those that are locked, another sweep has.
    free = due.select_for_update(skip_locked=True, of=("self",), no_key=True)
    moving, others = (
        rows.values_list("pk", "stage")[:MOST_RECONCILES]
        for rows in (free.filter(stage__in=MOVING), free.exclude(stage__in=MOVING))
    )
    in_turn = [row for row in chain.from_iterable(zip_longest(moving, others)) if row]
    bearable = reconciles_in_a_minute(tenant.plan, (Stage(stage) for _, stage in in_turn))
    keys = [pk for pk, _ in in_turn[:bearable]]
    Connection.objects.filter(pk__in=keys).update(check_due_at=now + _CLAIM)
    return keys


def reconcile_soon(connection: Connection) -> None:
    """Let the next sweep reconcile the connection, whenever it was due."""
    Connection.objects.filter(pk=connection.pk).update(check_due_at=clock.now())
