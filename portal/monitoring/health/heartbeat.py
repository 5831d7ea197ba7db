"""How the rest of the portal knows that worker and beat live: keys in the broker they keep alive.

The worker's own event loop writes it, so a worker that hangs or lost its broker falls silent. Beat
writes its own whenever it sent a task.
"""

from contextlib import suppress
from typing import Any

import redis
from celery import bootsteps
from celery.signals import after_task_publish, beat_init
from django.conf import settings

from portal.outages import BROKER, back

KEY = "portal:worker:alive"
EVERY_SECONDS = 3.0
SILENT_AFTER_SECONDS = 10
BEAT_KEY = "portal:beat:alive"
# Something is due every ten seconds.
BEAT_SILENT_AFTER_SECONDS = 60


class WorkerHeartbeat(bootsteps.StartStopStep):
    """A step of Celery's consumer: begins when tasks are taken, ends when they no longer are."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer: Any, **kwargs: Any) -> None:
        super().__init__(consumer, **kwargs)
        self._redis = connect()
        self._timer: Any = None

    def start(self, consumer: Any) -> None:
        back(BROKER)
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


def beat_alive() -> bool:
    """Tell whether beat sent a task lately; raises redis.RedisError without a broker."""
    with connect() as client:
        return bool(client.exists(BEAT_KEY))


@beat_init.connect
def _tell_of_each_task(**_: Any) -> None:
    after_task_publish.connect(_tell_of_beat)


def _tell_of_beat(**_: Any) -> None:
    with suppress(redis.RedisError), connect() as client:
        client.set(BEAT_KEY, "1", ex=BEAT_SILENT_AFTER_SECONDS)
