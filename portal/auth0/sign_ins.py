"""What a line of the tenant's log tells of somebody's sign-in with an enterprise connection.

https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

# What a search is asked for, and all that is read of what is pushed. The user is only counted.
SIGN_IN_FIELDS = (
    *("log_id", "date", "type", "description", "connection_id", "client_id"),
    *("strategy_type", "user_id"),
)
_TYPES = {"s": True, "f": False}
_LOG_ID = re.compile(r"[0-9]{1,64}")
_ID = re.compile(r"[A-Za-z0-9_]{1,50}")
# Longer than any message; IdPs write into it whatever they like.
_TEXT = 4_000
# A log line, in a stream's item, in a CloudEvent.
_MOST_WRAPPINGS = 3


@dataclass(frozen=True, slots=True)
class SignIn:
    """One person's sign-in with a connection: it went well, or `text` says why it didn't.

    `at` is aware, UTC. `text` is written by whoever answered, and `user`, Auth0's id of who it was
    (empty where that isn't known), is personal: neither is stored or shown as it is.
    """

    log_id: str
    at: datetime
    ok: bool
    connection_id: str
    client_id: str
    text: str = field(default="", repr=False)
    user: str = field(default="", repr=False)


def sign_in(raw: Any) -> SignIn | None:
    """Return what a line tells; None for anything but a sign-in with an enterprise connection.

    The line comes bare, in `data` as a log stream wraps it, or in a CloudEvent around that. Lines
    of passwords, and those of a session that is used again, name no enterprise connection.
    """
    for _ in range(_MOST_WRAPPINGS):
        if not isinstance(raw, dict):
            return None
        kind = raw.get("type")
        if isinstance(kind, str) and kind in _TYPES:
            return _read(raw)
        raw = raw.get("data")
    return None


def _read(raw: dict[str, Any]) -> SignIn | None:
    connection_id, strategy_type = raw.get("connection_id"), raw.get("strategy_type")
    # Recorded failures lack it.
    if strategy_type not in ("enterprise", "", None) or not _is(connection_id, _ID):
        return None
    log_id, at = raw.get("log_id") or raw.get("_id"), _moment(raw.get("date"))
    if not _is(log_id, _LOG_ID) or at is None:
        return None
    return SignIn(
        log_id=str(log_id),
        at=at,
        ok=_TYPES[raw["type"]],
        connection_id=str(connection_id),
        client_id=_text(raw.get("client_id"))[:100],
        text=_text(raw.get("description"))[:_TEXT],
        user=_text(raw.get("user_id") or raw.get("user_name")),
    )


def _is(value: object, pattern: re.Pattern[str]) -> bool:
    return isinstance(value, str) and bool(pattern.fullmatch(value))


def _text(value: object) -> str:
    # Half a surrogate is no text, and can't be stored.
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _moment(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(_text(value))
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
