"""What does the work unasked: workers, and the beat that wakes them."""

import redis

from portal.monitoring.health import heartbeat

from .examining import NotChecked, Trouble


def worker() -> str:
    try:
        alive = heartbeat.worker_alive()
    except redis.RedisError:
        raise NotChecked("Not known while the broker is down.") from None
    if not alive:
        raise Trouble(
            f"None reported in the last {heartbeat.SILENT_AFTER_SECONDS} seconds: "
            "no tickets are issued and no emails are sent.",
            remedy="Start one with `celery --app portal worker`, and check that it uses the same "
            "REDIS_URL.",
        )
    return "At least one is processing tasks."


def beat() -> str:
    try:
        alive = heartbeat.beat_alive()
    except redis.RedisError:
        raise NotChecked("Not known while the broker is down.") from None
    if not alive:
        raise Trouble(
            f"Nothing was triggered in the last {heartbeat.BEAT_SILENT_AFTER_SECONDS} seconds: "
            "periodic tasks such as follow-ups and reconciles don't run.",
            remedy="Start exactly one: `celery --app portal.beat beat`.",
        )
    return "It's triggering tasks."
