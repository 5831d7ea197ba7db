"""Limit how often something is done: fixed windows, counted in the cache all processes share."""

import time

import structlog
from django.core.cache import cache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


def allow(what: str, *, most: int, seconds: int, if_down: bool) -> bool:
    """Count one more of `what` and answer whether it is within `most` in this window.

    `seconds` is the length of a window in real time. `if_down` is the answer while the cache
    cannot be reached.
    """
    key = f"throttle:{what}:{int(time.time()) // seconds}"
    try:
        cache.add(key, 0, timeout=seconds)
        return cache.incr(key) <= most
    except ValueError:
        # The window ended between the two calls: this is the first of the next.
        return True
    except RedisError as error:
        log.warning("throttle_down", error=str(error))
        return if_down
