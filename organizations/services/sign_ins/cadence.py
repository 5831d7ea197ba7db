"""When the log is read next for a connection."""

import random
from datetime import datetime, timedelta

from organizations.models import Attention, Connection, SignInTrouble, Stage, Tenant
from portal import clock

# Nobody has signed in yet: a hundredth of the time since it went live, between these.
_LEAST, _MOST = timedelta(minutes=10), timedelta(hours=12)
# Whether it is still in use: seldom, but before the log of the cheapest plan forgets.
# https://auth0.com/docs/deploy-monitor/logs/log-data-retention
_STILL = {
    Tenant.Plan.FREE: timedelta(hours=20),
    Tenant.Plan.ESSENTIALS: timedelta(days=4),
}
_WEEK = timedelta(days=7)
# Sign-ins fail: the next one that goes well is news.
_WHILE_FAILING = timedelta(hours=1)
# Whoever resolved it waits for the news as well, but not for ever.
_LATELY = timedelta(days=14)


def next_look(connection: Connection) -> datetime:
    """When to read the log next for a connection that serves, spread at random (aware, UTC)."""
    now = clock.now()
    if connection.stage == Stage.LIVE:
        since = connection.serving_since or connection.stage_since
        between = min(max((now - since) / 100, _LEAST), _MOST)
        if is_failing(connection):
            between = min(between, _WHILE_FAILING)
    elif is_failing(connection):
        between = _WHILE_FAILING
    else:
        between = _STILL.get(Tenant.Plan(connection.tenant.plan), _WEEK)
    return now + between * random.uniform(0.9, 1)  # noqa: S311 - spreading, no secret


def is_failing(connection: Connection) -> bool:
    """Answer whether sign-ins fail for everyone: it is on the list, or was lately."""
    lately = clock.now() - _LATELY
    lasting = SignInTrouble.objects.filter(connection=connection, over_at=None, last_at__gte=lately)
    return is_flagged(connection) or lasting.exists()


def is_flagged(connection: Connection) -> bool:
    """Answer whether failing sign-ins are on the list of what needs a person."""
    return Attention.objects.filter(
        connection=connection, reason=Attention.Reason.FAILING, resolved_at=None
    ).exists()
