"""Search a tenant's log for sign-ins, as seldom as will do.

Nobody's arrival is missed, and nothing is asked once all have arrived: connections that nobody was
seen on yet share a search, those in use are asked about before the log forgets, and one search
finds the failures of all. Never the whole log: most of it is not ours.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from organizations.auth0_clients import auth0
from organizations.models import Connection, Stage, Tenant
from organizations.stages import CREATED, SERVING
from portal import clock
from portal.auth0 import SIGN_INS_A_PAGE, Auth0Error, Page
from portal.auth0.resources.logs import Logs
from portal.auth0.sign_ins import SignIn

from .cadence import next_look
from .counting import SIGN_INS, take, through_the_product
from .trouble import note_use

log = logging.getLogger(__name__)

# Together in one search: a longer query gets a 414.
_TOGETHER = 40
# In one run, a minute before the next: people and tickets need the rest of the limit.
_MOST_SEARCHES = 10
# Pages of one query that Auth0 answers.
_REACHABLE = 10
# A line is indexed a little after it was written.
OVERLAP = timedelta(hours=1)
# The longest and the shortest time that a plan keeps its log.
# https://auth0.com/docs/deploy-monitor/logs/log-data-retention
_KEPT, _KEPT_AT_LEAST = timedelta(days=30), timedelta(days=1)
_FAILURES_EVERY = timedelta(minutes=10)
# However often failures are pushed, they are searched for no more often than this.
_NOT_AGAIN_FOR = timedelta(minutes=1)
# What was claimed and never done (a killed worker) is due again after this.
_CLAIM = timedelta(minutes=15)
_A_MOMENT = timedelta(milliseconds=1)
_HAS_SIGN_INS = CREATED - {Stage.GONE, Stage.DISABLED}


def tenants_to_look_at() -> list[int]:
    """Return the primary keys of the tenants whose log is to be searched now."""
    now = clock.now()
    theirs = Connection.objects.filter(tenant=OuterRef("pk"))
    serving = theirs.filter(stage__in=SERVING, sign_ins_due_at__lte=now)
    failing = Q(failures_due_at=None) | Q(failures_due_at__lte=now)
    found = Tenant.objects.filter(
        Exists(serving) | (failing & Exists(theirs.filter(stage__in=_HAS_SIGN_INS))), active=True
    )
    return list(found.values_list("pk", flat=True))


def look_for_sign_ins(tenant: Tenant) -> None:
    """Search for what is due in a tenant. Raises Auth0Error.

    Twice at once is harmless: each run claims what it searches for.
    https://auth0.com/docs/api/management/v2/logs/get-logs
    """
    logs = auth0(tenant).logs
    _read_failures(tenant, logs)
    searches = 0
    while searches < _MOST_SEARCHES and (batch := _claim(tenant, Stage.LIVE, _TOGETHER)):
        searches += _look_for_first(tenant, logs, batch)
    for connection in _claim(tenant, Stage.IN_USE, _MOST_SEARCHES):
        _look_for_last(tenant, logs, connection)


def search_failures_soon(tenant: Tenant) -> bool:
    """Make the search for failures due, a minute after the last; answers whether it's due now."""
    now = clock.now()
    soon = now + _NOT_AGAIN_FOR
    waits = Tenant.objects.filter(pk=tenant.pk, failures_due_at__gt=soon)
    if waits.filter(failures_due_at__lte=now + _FAILURES_EVERY - _NOT_AGAIN_FOR).update(
        failures_due_at=now
    ):
        return True
    waits.update(failures_due_at=soon)
    return False


def look_now(connection: Connection) -> bool:
    """Search whether anybody has signed in with a live connection; False if that can't be read.

    The row is fresh afterwards.
    https://auth0.com/docs/api/management/v2/logs/get-logs
    """
    started = clock.now()
    try:
        logs = auth0(connection.tenant).logs
        if connection.stage == Stage.IN_USE:
            _look_for_last(connection.tenant, logs, connection)
        else:
            _look_for_first(connection.tenant, logs, [connection])
    except Auth0Error as error:
        log.warning("The log of %s cannot be searched: %s", connection.tenant.domain, error)
        return False
    connection.sign_in_troubles.filter(over_at=None).update(looked_at=started)
    connection.refresh_from_db()
    return True


def _read_failures(tenant: Tenant, logs: Logs) -> None:
    """Read on from where the last run stopped; it goes back a little once it came to the end.

    A flood is read a thousand lines a run; what lies a day back is left out.
    """
    started = clock.now()
    due = Tenant.objects.filter(pk=tenant.pk).filter(
        Q(failures_due_at=None) | Q(failures_due_at__lte=started)
    )
    if not due.update(failures_due_at=started + _CLAIM):
        return
    oldest = started - _KEPT_AT_LEAST
    start = max(tenant.failures_read_to or oldest, oldest)
    for page in range(_REACHABLE):
        query = f"type:f AND strategy_type:enterprise AND {_since(start)}"
        found = logs.sign_ins(query, page=page)
        take(tenant, found.items)
        if found.total != SIGN_INS_A_PAGE:
            position, due_at = started - OVERLAP, clock.now() + _FAILURES_EVERY
            break
    else:
        position, due_at = _beyond(start, found), clock.now()
    Tenant.objects.filter(pk=tenant.pk).update(failures_read_to=position, failures_due_at=due_at)


def _look_for_first(tenant: Tenant, logs: Logs, batch: list[Connection]) -> int:
    """Search for anybody's sign-in with these; returns in how many searches.

    Which were found are left out of the next search, so that the pages that one fills hide no
    other behind them.
    """
    started = clock.now()
    start = min(one.sign_ins_read_to or started - _KEPT for one in batch)
    unseen = {one.auth0_id: one for one in batch}
    page = 0
    for searches in range(1, 2 * _TOGETHER):  # noqa: B007 - how many is returned
        ids = " OR ".join(f'"{one}"' for one in unseen)
        found = logs.sign_ins(f"type:s AND connection_id:({ids}) AND {_since(start)}", page=page)
        take(tenant, found.items)
        seen = _seen(unseen, found.items)
        unseen = {key: one for key, one in unseen.items() if key not in seen}
        if found.total != SIGN_INS_A_PAGE or not unseen:
            start = started - OVERLAP
            break
        page = 0 if seen else page + 1
        if page == _REACHABLE:
            start, page = _beyond(start, found), 0
    for one in Connection.objects.filter(pk__in=[one.pk for one in unseen.values()]):
        Connection.objects.filter(pk=one.pk, stage=Stage.LIVE).update(
            sign_ins_read_to=start, sign_ins_due_at=next_look(one)
        )
    return searches


def _seen(unseen: dict[str, Connection], found: Iterable[SignIn]) -> set[str]:
    return {
        one.connection_id
        for one in found
        if one.connection_id in unseen and through_the_product(unseen[one.connection_id], one)
    }


def _look_for_last(tenant: Tenant, logs: Logs, connection: Connection) -> None:
    """See who signed in last; that nobody did for long needs a person."""
    query = f'type:s AND connection_id:"{connection.auth0_id}"'
    take(tenant, logs.sign_ins(query, newest_first=True).items)
    connection.refresh_from_db()
    note_use(connection, by=SIGN_INS)
    Connection.objects.filter(pk=connection.pk).update(sign_ins_due_at=next_look(connection))


@transaction.atomic
def _claim(tenant: Tenant, stage: Stage, most: int) -> list[Connection]:
    """Take those that wait longest; a connection is handed out once, however many runs ask."""
    now = clock.now()
    due = Connection.objects.filter(
        tenant=tenant, stage=stage, sign_ins_due_at__lte=now, customer__archived_at=None
    ).exclude(auth0_id="")
    free = due.select_for_update(skip_locked=True, of=("self",), no_key=True)
    rows = list(free.select_related("tenant").order_by("sign_ins_due_at", "pk")[:most])
    Connection.objects.filter(pk__in=[one.pk for one in rows]).update(sign_ins_due_at=now + _CLAIM)
    return rows


def _since(start: datetime) -> str:
    return f"date:[{start.isoformat(timespec='milliseconds').replace('+00:00', 'Z')} TO *]"


def _beyond(start: datetime, found: Page[SignIn]) -> datetime:
    """Where the next search begins after all pages of one were full."""
    last = found.items[-1].at if found.items else start
    return last if last > start else start + _A_MOMENT
