"""The cache that all processes share, and what they do while it is away: go on without it.

It usually lives in the broker's Redis, so that it goes when the broker does. Nothing in it is the
only copy of anything.
"""

from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from portal.outages import CACHE, away, back


class OptionalRedisCache(RedisCache):
    """Django's Redis cache, which finds and keeps nothing while the server cannot be reached.

    Whoever has to know that it is away uses the alias "strict".
    """

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        try:
            found = super().get(key, default, version)
        except RedisError as error:
            away(CACHE, error)
            return default
        back(CACHE)
        return found

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        try:
            return super().get_many(keys, version)
        except RedisError as error:
            away(CACHE, error)
            return {}

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        try:
            return super().add(key, value, timeout, version)
        except RedisError as error:
            away(CACHE, error)
            return True  # who locks by it goes on: allauth at sign-in

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        try:
            super().set(key, value, timeout, version)
        except RedisError as error:
            away(CACHE, error)

    def delete(self, key: Any, version: int | None = None) -> bool:
        try:
            return super().delete(key, version)
        except RedisError as error:
            away(CACHE, error)
            return False


class CountingRedisCache(RedisCache):
    """Django's Redis cache, which counts by asking the server once; raises while it's away."""

    def count(self, key: str, *, seconds: int) -> int:
        """Count one more of something; return how many there are. Forgets it after `seconds`."""
        client = self._cache.get_client(None, write=True)
        with client.pipeline(transaction=False) as asked:
            name = self.make_and_validate_key(key)
            asked.incr(name)
            asked.expire(name, seconds)
            used, _ = asked.execute()
        return int(used)
