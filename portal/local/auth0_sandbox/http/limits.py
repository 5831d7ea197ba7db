"""The published limits per plan, as token buckets.

https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from .errors import Refused

MESSAGE = (
    "Too many requests. Check the X-RateLimit-Limit, X-RateLimit-Remaining and "
    "X-RateLimit-Reset headers."
)


@dataclass(frozen=True)
class Rate:
    burst: int
    per_minute: float


@dataclass(frozen=True)
class Plan:
    overall: Rate | None  # counts every call, before the group's own limit
    other: Rate | None  # counts the calls that no group counts
    groups: dict[str, Rate]
    log_days: int


_ENTERPRISE_GROUPS = {
    "list organizations": Rate(10, 100),
    "get organization": Rate(10, 100),
    "get organization by name": Rate(20, 200),
    "write organizations": Rate(5, 150),
    "read organization connections": Rate(10, 100),
    "write organization connections": Rate(5, 150),
    "search clients": Rate(5, 150),
}
PLANS = {
    "free": Plan(overall=Rate(2, 120), other=None, groups={}, log_days=1),
    "essentials": Plan(
        overall=None,
        other=Rate(10, 150),
        groups={
            "list organizations": Rate(5, 50),
            "get organization": Rate(20, 200),
            "get organization by name": Rate(10, 100),
            "write organizations": Rate(5, 25),
            "read organization connections": Rate(5, 50),
            "write organization connections": Rate(5, 25),
            "read connections": Rate(5, 50),
            "read clients": Rate(5, 100),
            "read logs": Rate(10, 100),
        },
        log_days=5,
    ),
    "enterprise": Plan(
        overall=Rate(50, 16 * 60), other=None, groups=_ENTERPRISE_GROUPS, log_days=30
    ),
    "enterprise-staging": Plan(
        overall=Rate(10, 120), other=None, groups=_ENTERPRISE_GROUPS, log_days=30
    ),
    "unlimited": Plan(overall=None, other=None, groups={}, log_days=30),
}
NO_LIMIT = Rate(1000, 60_000)  # what the headers say when nothing is limited


class Exceeded(Refused):
    def __init__(self, headers: dict[str, str]) -> None:
        super().__init__(429, MESSAGE, "too_many_requests")
        self.headers = headers


@dataclass
class Bucket:
    rate: Rate
    time: Callable[[], float]
    tokens: float = field(init=False)
    filled_at: float = field(init=False)

    def __post_init__(self) -> None:
        self.tokens, self.filled_at = self.rate.burst, self.time()

    def take(self) -> bool:
        """Take one token if there is one."""
        now = self.time()
        gained = (now - self.filled_at) * self.rate.per_minute / 60
        self.tokens, self.filled_at = min(self.rate.burst, self.tokens + gained), now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True

    def seconds_to_next(self) -> float:
        return max(0.0, (1 - self.tokens) * 60 / self.rate.per_minute)

    def headers(self) -> dict[str, str]:
        return rate_headers(self.rate.burst, int(self.tokens), self.seconds_to_next())


class Limits:
    """The Management API's limits; they run on real time, unless told another."""

    def __init__(self, plan: Plan, seconds: Callable[[], float] = time.monotonic) -> None:
        self._plan = plan
        self._seconds = seconds
        self._buckets: dict[str, Bucket] = {}

    def count(self, group: str) -> dict[str, str]:
        """Count one call and return its headers. Raises Exceeded."""
        headers = rate_headers(NO_LIMIT.burst, NO_LIMIT.burst - 1, 1)
        for name, rate in self._rates(group):
            bucket = self._buckets.setdefault(name, Bucket(rate, self._seconds))
            allowed = bucket.take()
            headers = bucket.headers()
            if not allowed:
                raise Exceeded(headers)
        return headers

    def _rates(self, group: str) -> list[tuple[str, Rate]]:
        found = []
        if self._plan.overall:
            found.append(("overall", self._plan.overall))
        if group in self._plan.groups:
            found.append((group, self._plan.groups[group]))
        elif self._plan.other:
            found.append(("other", self._plan.other))
        return found


def rate_headers(limit: int, remaining: int, seconds: float) -> dict[str, str]:
    """Return Auth0's three headers; the reset is in epoch seconds of real time."""
    return {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(max(0, remaining)),
        "X-RateLimit-Reset": str(math.ceil(time.time() + seconds)),
    }
