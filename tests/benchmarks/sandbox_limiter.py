"""The rate limit in sandbox time: as portal.ratelimit, but who waits moves the clock instead."""

from collections import Counter
from datetime import datetime

from portal import clock
from portal.auth0 import PLANS, RateLimited
from portal.auth0.plans import Bucket, Group
from tests.sandbox_process import Sandbox

# As the product's limiter has them: seconds that a turn is waited for, and what background
# work leaves of every bucket to the urgent.
_MOST_WAIT = 10.0
_KEPT = 5


class SandboxLimiter:
    """A `portal.auth0.Limiter` for one tenant and one process; it also counts."""

    def __init__(self, plan: str, sandbox: Sandbox) -> None:
        self._plan = PLANS[plan]
        self._sandbox = sandbox
        self._levels: dict[str, tuple[float, datetime]] = {}
        self.calls: Counter[str] = Counter()
        # SandboxLimiter that were not given, and answers 429 of the sandbox.
        self.put_off = self.too_many = 0

    def acquire(self, group: str, *, urgent: bool = False) -> None:
        buckets = self._plan.buckets(Group(group))
        kept = 0 if urgent else None
        wait = max((self._wait(name, bucket, kept) for name, bucket in buckets), default=0.0)
        if wait > _MOST_WAIT:
            self.put_off += 1
            raise RateLimited("The rate limit of the Auth0 plan is used up.", retry_after=wait)
        if wait:
            self._sandbox.advance(wait)
        now = clock.now()
        for name, bucket in buckets:
            self._levels[name] = (self._level(name, bucket, now) - 1, now)
            self.calls[name] += 1
        self.calls["all"] += 1

    def pause(self, seconds: float) -> None:
        self.too_many += 1
        self._sandbox.advance(seconds)

    def _wait(self, name: str, bucket: Bucket, kept: int | None) -> float:
        reserve = max(1, bucket.burst // _KEPT) if kept is None else kept
        missing = 1 + reserve - self._level(name, bucket, clock.now())
        return max(0.0, missing / bucket.per_second)

    def _level(self, name: str, bucket: Bucket, now: datetime) -> float:
        tokens, at = self._levels.get(name, (bucket.burst, now))
        return min(bucket.burst, tokens + (now - at).total_seconds() * bucket.per_second)
