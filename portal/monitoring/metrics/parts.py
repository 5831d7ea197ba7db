"""Whether the parts of the portal are there, and how many tasks the broker holds."""

from collections.abc import Iterator

import redis
from django.db import DatabaseError, connection

from portal.monitoring.health import heartbeat

from .figures import Figure


def told() -> Iterator[Figure]:
    """Yield 1 for each part that is there, else 0."""
    parts = {"database": _database()}
    try:
        with heartbeat.connect() as client:
            waiting, taken = client.llen("celery"), client.hlen("unacked")
        parts |= {
            "broker": True,
            "worker": heartbeat.worker_alive(),
            "beat": heartbeat.beat_alive(),
        }
        for state, value in (("waiting", waiting), ("taken", taken)):
            yield Figure(
                "portal_broker_tasks",
                "Tasks that the broker holds.",
                float(value),
                {"state": state},
            )
    except redis.RedisError:
        parts |= {"broker": False, "worker": False, "beat": False}
    for part, there in parts.items():
        yield Figure(
            "portal_part_up",
            "Whether a component is up: database, broker, worker, beat.",
            float(there),
            {"part": part},
        )


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True
