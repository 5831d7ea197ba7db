"""Limit how often something is done: fixed windows, counted in the cache all processes share."""

import time
from typing import Any

from django.core.cache import caches
from redis.exceptions import RedisError

from portal.outages import CACHE, away


def allow(what: str, *, most: int, seconds: int, if_down: bool) -> bool:
    """Count one more of `what` and answer whether it is within `most` in this window.

    `seconds` is the length of a window in real time. `if_down` is the answer while the cache
    cannot be reached.
    """
    used = count(what, seconds=seconds)
    return if_down if used is None else used[0] <= most


def count(what: str, *, seconds: int) -> tuple[int, int] | None:
    """Count one more of `what`; return how many are in this window, and when it ends (seconds).

    None while the cache cannot be reached.
    """
    window, gone = divmod(int(time.time()), seconds)
    cache: Any = caches["strict"]
    try:
        used: int = cache.count(f"throttle:{what}:{window}", seconds=seconds)
    except RedisError as error:
        away(CACHE, error)
        return None
    return used, seconds - gone
