"""What does the work unasked: workers, and the beat that wakes them."""

import redis

from portal.health import heartbeat

from .examining import NotChecked, Trouble


def worker() -> str:
    try:
        alive = heartbeat.worker_alive()
    except redis.RedisError:
        raise NotChecked("Without the broker nobody knows.") from None
    if not alive:
        raise Trouble(
            f"None reported in the last {heartbeat.SILENT_AFTER_SECONDS} seconds: "
            "no ticket is issued and no mail is sent.",
            remedy="Start one: `celery --app portal worker`. Does it use the same REDIS_URL?",
        )
    return "At least one takes tasks."


def beat() -> str:
    try:
        alive = heartbeat.beat_alive()
    except redis.RedisError:
        raise NotChecked("Without the broker nobody knows.") from None
    if not alive:
        raise Trouble(
            f"It sent nothing in the last {heartbeat.BEAT_SILENT_AFTER_SECONDS} seconds: "
            "nothing is done by the clock, such as follow-ups and reconciles.",
            remedy="Start it, once only: `celery --app portal beat`.",
        )
    return "It sends what is due."
