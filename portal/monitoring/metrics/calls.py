"""Calls to Auth0, added up in the broker's Redis: workers make most of them, web tells of all."""

import time
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache

import redis
from django.conf import settings

from portal.auth0.transport.wire import Answer
from portal.monitoring.health import heartbeat

from .figures import Figure

_COUNTS, _SECONDS, _SHARES = (
    f"portal:metrics:auth0:{part}" for part in ("requests", "seconds", "shares")
)
# Seconds after which what Auth0 said of a limit says nothing any more.
_STALE = 120.0


def count(tenant: str, endpoint: str, answer: Answer | None, seconds: float) -> None:
    """Count one request to a tenant; None for an answer that was lost."""
    where = f"{tenant}|{endpoint}"
    status = str(answer.status) if answer else "lost"
    # Who calls Auth0 is not held up by figures.
    with suppress(redis.RedisError):
        pipe = _client(settings.REDIS_URL).pipeline(transaction=False)
        pipe.hincrby(_COUNTS, f"{where}|{status}", 1)
        pipe.hincrbyfloat(_SECONDS, where, round(seconds, 3))
        if answer and (share := _share(answer)) is not None:
            pipe.hset(_SHARES, where, f"{share:.3f} {time.time():.0f}")
        pipe.execute()


def told() -> Iterator[Figure]:
    """Yield what was counted; raises redis.RedisError without the broker."""
    with heartbeat.connect() as client:
        counts, seconds, shares = map(client.hgetall, (_COUNTS, _SECONDS, _SHARES))
    for key, value in counts.items():
        tenant, endpoint, status = key.decode().split("|")
        yield Figure(
            "portal_auth0_requests_total",
            "Requests to Auth0, by tenant, endpoint and status (lost: no response).",
            float(value),
            {"tenant": tenant, "endpoint": endpoint, "status": status},
        )
    for key, value in seconds.items():
        tenant, endpoint = key.decode().split("|")
        yield Figure(
            "portal_auth0_request_seconds_total",
            "Seconds spent waiting for Auth0.",
            float(value),
            {"tenant": tenant, "endpoint": endpoint},
        )
    for key, value in shares.items():
        share, at = map(float, value.split())
        if at > time.time() - _STALE:
            tenant, endpoint = key.decode().split("|")
            yield Figure(
                "portal_auth0_limit_used_ratio",
                "Share of the endpoint's rate limit that is used, as last reported by Auth0.",
                share,
                {"tenant": tenant, "endpoint": endpoint},
            )


@lru_cache(maxsize=4)
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1, retry=None)


def _share(answer: Answer) -> float | None:
    try:
        limit = int(answer.headers["x-ratelimit-limit"])
        left = int(answer.headers["x-ratelimit-remaining"])
    except (KeyError, ValueError):
        return None
    return min(1.0, max(0.0, 1 - left / limit)) if limit > 0 else None
