"""One limit per Auth0 tenant for all our processes: token buckets in the broker's Redis."""

import random
import time

import redis

from portal.auth0 import PLANS, RateLimited
from portal.auth0.plans import Bucket, Group
from portal.outages import BROKER, away

# All buckets of a request are checked before any is drawn from, so none loses one for nothing.
# Answers -ms: granted, sleep so long; or ms: not granted, ask again then.
# A wait up to `ahead` is granted as a reservation, which keeps waiting processes in their order.
_TAKE = """
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local paused = redis.call('PTTL', KEYS[1])
if paused > 0 then return paused end
local ahead, wait, level = tonumber(ARGV[1]), 0, {}
for i = 2, #KEYS do
  local rate, burst, kept = tonumber(ARGV[3*i-4]), tonumber(ARGV[3*i-3]), tonumber(ARGV[3*i-2])
  local h = redis.call('HMGET', KEYS[i], 'tokens', 'at')
  local tokens = tonumber(h[1]) or burst
  local at = tonumber(h[2]) or now
  level[i] = math.min(burst, tokens + math.max(0, now - at) * rate / 1000)
  wait = math.max(wait, math.ceil((1 + kept - level[i]) * 1000 / rate))
end
if wait > ahead then return wait - ahead end
for i = 2, #KEYS do
  local rate, burst = tonumber(ARGV[3*i-4]), tonumber(ARGV[3*i-3])
  redis.call('HSET', KEYS[i], 'tokens', tostring(level[i] - 1), 'at', now)
  redis.call('PEXPIRE', KEYS[i], math.ceil(burst / rate * 1000) + 60000)
end
return -wait
"""
# A shorter pause never cuts a longer one.
_PAUSE = """
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then
  redis.call('SET', KEYS[1], 1, 'PX', ARGV[1])
end
"""
# Milliseconds that background work may reserve ahead; somebody urgent waits that long at most.
_BACKGROUND_AHEAD = 500


class RedisLimiter:
    """Gives turns to call one tenant, as portal.auth0.Limiter asks.

    `plan` is a key of portal.auth0.PLANS; `max_wait` (seconds) is how long a turn may be waited
    for before RateLimited is raised. Without Redis nobody is held back: Auth0 counts as well.
    """

    def __init__(self, redis_url: str, tenant: str, plan: str, *, max_wait: float = 10.0) -> None:
        self._redis = redis.Redis.from_url(redis_url, socket_timeout=2, socket_connect_timeout=2)
        self._take = self._redis.register_script(_TAKE)
        self._pause = self._redis.register_script(_PAUSE)
        self._prefix = f"auth0:{tenant}:"
        self._plan = PLANS[plan]
        self._max_wait = max_wait

    def acquire(self, group: str, *, urgent: bool = False) -> None:
        """Wait for a turn. Raises RateLimited when that would take longer than `max_wait`.

        Background work leaves a few tokens of every bucket to the urgent.
        """
        buckets = self._plan.buckets(Group(group))
        keys = [self._prefix + "pause", *(self._prefix + name for name, _ in buckets)]
        ahead = int(self._max_wait * 1000) if urgent else _BACKGROUND_AHEAD
        args: list[float] = [ahead]
        for _, bucket in buckets:
            args += [bucket.per_second, bucket.burst, 0 if urgent else _kept(bucket)]
        until = time.monotonic() + self._max_wait
        while True:
            try:
                wait = float(self._take(keys=keys, args=args)) / 1000
            except redis.RedisError as error:
                away(BROKER, error)
                return
            if wait <= 0:
                time.sleep(-wait)
                return
            if time.monotonic() + wait > until:
                raise RateLimited(
                    "The rate limit of the Auth0 plan is used up, so the call wasn't made.",
                    retry_after=wait,
                )
            # A little later at random: those who wait should not all ask at once.
            time.sleep(wait + random.uniform(0, 0.02))  # noqa: S311 - spreading, no secret

    def pause(self, seconds: float) -> None:
        """Let nobody call this tenant for so long, because Auth0 said so."""
        milliseconds = int(seconds * 1000)
        if milliseconds <= 0:
            return
        try:
            self._pause(keys=[self._prefix + "pause"], args=[milliseconds])
        except redis.RedisError as error:
            away(BROKER, error)  # the other processes find out by themselves


def _kept(bucket: Bucket) -> int:
    return max(1, bucket.burst // 5)
