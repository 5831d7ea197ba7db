"""When a connection is looked at again, and how many looks a tenant's plan bears."""

import random
from datetime import datetime, timedelta

from organizations.models import Stage, Tenant
from portal.auth0 import PLANS
from portal.auth0.plans import Group

_OFTEN = (timedelta(minutes=5), timedelta(hours=1))
_SELDOM = (timedelta(hours=1), timedelta(hours=6))
_DAILY = (timedelta(hours=22), timedelta(hours=22))
# Least and most time between two looks; a tenth of the time in the stage lies in between.
_BETWEEN: dict[Stage, tuple[timedelta, timedelta]] = {
    # Nothing can be there before somebody opened the link, and of that we hear.
    Stage.INVITED: _SELDOM,
    Stage.OPENED: _OFTEN,
    Stage.CONFIGURED: _OFTEN,
    Stage.DOMAIN_PENDING: _OFTEN,
    Stage.DOMAIN_VERIFIED: _OFTEN,
    # What happens behind our back is noticed within a day.
    Stage.LIVE: _DAILY,
    Stage.DISABLED: _DAILY,
    Stage.GONE: _DAILY,
}
# What one look at a connection asks of each limit.
_CALLS = {Group.READ_CONNECTIONS: 2, Group.READ_ORGANIZATION_CONNECTIONS: 1, Group.OTHER: 2}
# People and tickets need the rest.
_SHARE = 0.5
_MOST_LOOKS = 200


def next_look(stage: Stage, since: datetime, now: datetime) -> datetime | None:
    """When to look next at a connection that is in `stage` since then; None for never.

    Spread at random, so that what was imported together is not looked at together.
    """
    if stage not in _BETWEEN:
        return None
    least, most = _BETWEEN[stage]
    between = min(max((now - since) / 10, least), most)
    return now + between * random.uniform(0.91, 1.09)  # noqa: S311 - spreading, no secret


def looks_per_minute(tenant: Tenant) -> int:
    """How many connections may be looked at per minute without using up the plan's limits."""
    plan = PLANS[tenant.plan]
    asked: dict[str, float] = {}
    rates: dict[str, float] = {}
    for group, calls in _CALLS.items():
        for name, bucket in plan.buckets(group):
            asked[name] = asked.get(name, 0) + calls
            rates[name] = bucket.per_second * 60
    bearable = [rates[name] * _SHARE / asked[name] for name in asked]
    return max(1, int(min([*bearable, _MOST_LOOKS])))
