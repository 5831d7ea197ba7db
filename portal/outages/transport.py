"""Celery's way to Redis, mended: a worker outlives the end of its broker while it holds tasks.

kombu gives unacknowledged tasks back when a connection closes, also when it closes because the
broker is gone, and acknowledges a task that ran meanwhile on the connection that it came by. Either
asks a connection that was let go of already; the AttributeError that follows ends the worker, with
whatever it was doing.
"""

from contextlib import suppress
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError


class Closed(RedisConnectionError):
    """The connection was let go of. Where a task came by it, the broker hands it out once more."""


class QoS(redis.QoS):
    """What is unacknowledged; given back at the end where that is possible.

    Where it is not, the broker hands it out again by itself, after the visibility timeout, and
    the sweep before that.
    """

    def restore_unacked(self, client: Any = None) -> None:
        with suppress(RedisError, OSError):
            super().restore_unacked(client)
        # What cannot be given back now never can be by this connection.
        if self._delivered:
            self._delivered.clear()


class Channel(redis.Channel):
    QoS = QoS

    def _connparams(self, asynchronous: bool = False) -> Any:
        if getattr(self.connection, "client", None) is None:
            raise Closed("This connection to the broker was closed.")
        return super()._connparams(asynchronous)  # type: ignore[misc]


class Transport(redis.Transport):
    Channel = Channel


def use() -> None:
    """Have every connection to a redis:// or rediss:// address made by this transport."""
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = f"{__name__}:Transport"
