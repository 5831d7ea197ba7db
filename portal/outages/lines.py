"""One line when a service goes away, and one when it is back, from each process that notices.

What is written in between would say the same over and over, and hide what is not expected.
"""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

BROKER, CACHE, DATABASE = "broker", "cache", "database"
AUTH0, MAIL_SERVER = "Auth0", "mail server"

_NEXT = {
    BROKER: "Tasks wait in the database; the sweep starts them when it's back.",
    CACHE: "Pages read from the database until it's back.",
    DATABASE: "Pages return 503; tasks are retried when it's back.",
    AUTH0: "Tickets stay queued and are retried with increasing delays.",
    MAIL_SERVER: "Emails stay queued and are retried with increasing delays.",
}

log = structlog.get_logger("portal.outages")


@dataclass(frozen=True, slots=True)
class _Key:
    service: str
    of: str


_lock = threading.Lock()
_since: dict[_Key, datetime] = {}


def away(service: str, error: BaseException | str, *, of: str = "") -> None:
    """Say that a service is away, unless this process has said so already.

    `of` tells two of a kind apart: the tenant's domain, for Auth0.
    """
    with _lock:
        if _Key(service, of) in _since:
            return
        since = _since[_Key(service, of)] = datetime.now(UTC)
    log.warning(
        "service_away",
        service=f"{service} {of}".strip(),
        since=since.isoformat(timespec="seconds"),
        error=" ".join(str(error).split()),
        next=_NEXT[service],
    )


def back(service: str, *, of: str = "") -> None:
    """Say that a service is back, if this process said that it was away. Cheap otherwise."""
    if not _since:
        return
    with _lock:
        since = _since.pop(_Key(service, of), None)
    if since:
        log.warning(
            "service_back",
            service=f"{service} {of}".strip(),
            since=since.isoformat(timespec="seconds"),
            seconds=round((datetime.now(UTC) - since).total_seconds()),
        )
