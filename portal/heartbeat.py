"""How the rest of the portal knows that a worker lives: a key in the broker that it keeps alive.

The worker's own event loop writes it, so a worker that hangs or lost its broker falls silent.
"""

from contextlib import suppress
from typing import Any

import redis
from celery import bootsteps
from django.conf import settings

KEY = "portal:worker:alive"
EVERY_SECONDS = 3.0
SILENT_AFTER_SECONDS = 10


class WorkerHeartbeat(bootsteps.StartStopStep):
    """A step of Celery's consumer: begins when tasks are taken, ends when they no longer are."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer: Any, **kwargs: Any) -> None:
        super().__init__(consumer, **kwargs)
        self._redis = connect()
        self._timer: Any = None

    def start(self, consumer: Any) -> None:
        self._beat()
        self._timer = consumer.timer.call_repeatedly(EVERY_SECONDS, self._beat)

    def stop(self, consumer: Any) -> None:
        if self._timer:
            self._timer.cancel()

    def _beat(self) -> None:
        # While the broker is away the key ends by itself, and the consumer reconnects by itself.
        with suppress(redis.RedisError):
            self._redis.set(KEY, "1", ex=SILENT_AFTER_SECONDS)


def connect() -> redis.Redis:
    """Return a client of the broker that gives up after two seconds."""
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2, retry=None
    )


def worker_alive() -> bool:
    """Tell whether any worker took tasks lately; raises redis.RedisError without a broker."""
    with connect() as client:
        return bool(client.exists(KEY))
