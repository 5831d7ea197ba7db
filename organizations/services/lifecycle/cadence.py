"""When a connection is reconciled again, and how many reconciles a tenant's plan bears."""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta

from organizations.models import Stage
from portal.auth0 import PLANS
from portal.auth0.plans import Group

_OFTEN = (timedelta(minutes=5), timedelta(hours=1))
_SELDOM = (timedelta(hours=1), timedelta(hours=6))
_DAILY = (timedelta(hours=22), timedelta(hours=22))
# Least and most time between two reconciles; a tenth of the time in the stage lies in between.
_BETWEEN: dict[Stage, tuple[timedelta, timedelta]] = {
    # Nothing can be there before somebody opened the link, and of that we hear.
    Stage.INVITED: _SELDOM,
    Stage.OPENED: _OFTEN,
    Stage.CONFIGURED: _OFTEN,
    Stage.DOMAIN_PENDING: _OFTEN,
    Stage.DOMAIN_VERIFIED: _OFTEN,
    # What happens behind our back is noticed within a day.
    Stage.LIVE: _DAILY,
    Stage.IN_USE: _DAILY,
    Stage.DISABLED: _DAILY,
    Stage.GONE: _DAILY,
}
# Somebody is at work on these, so that news may come any minute.
MOVING = frozenset(stage for stage, between in _BETWEEN.items() if between == _OFTEN)
# What one reconcile asks of each limit: that Auth0 has no such connection yet takes one call.
_NOT_THERE = {Group.READ_CONNECTIONS: 1}
_THERE = {Group.READ_CONNECTIONS: 2, Group.READ_ORGANIZATION_CONNECTIONS: 1, Group.OTHER: 2}
_BEFORE_IT_IS_THERE = frozenset({Stage.INVITED, Stage.OPENED})
# People and tickets need the rest.
_SHARE = 0.5
MOST_RECONCILES = 200


def next_reconcile(stage: Stage, since: datetime, now: datetime) -> datetime | None:
    """When to reconcile next a connection that is in `stage` since then; None for never.

    Spread at random, so that what was imported together is not reconciled together.
    """
    if stage not in _BETWEEN:
        return None
    least, most = _BETWEEN[stage]
    between = min(max((now - since) / 10, least), most)
    return now + between * random.uniform(0.91, 1.09)  # noqa: S311 - spreading, no secret


def reconciles_in_a_minute(plan: str, stages: Iterable[Stage]) -> int:
    """How many reconciles of connections in these stages, taken in order, a plan bears in a minute.

    At least one. Half of every limit is left to people and tickets.
    """
    left: dict[str, float] = {}
    count = 0
    for stage in stages:
        for group, calls in (_NOT_THERE if stage in _BEFORE_IT_IS_THERE else _THERE).items():
            for name, bucket in PLANS[plan].buckets(group):
                left[name] = left.get(name, bucket.per_second * 60 * _SHARE) - calls
        if count == MOST_RECONCILES or (count and min(left.values(), default=0) < 0):
            break
        count += 1
    return count
