"""The portal's idea of now.

Demo and tests move time forward together with the sandbox Auth0: both read the same file
(setting `PORTAL_CLOCK_FILE`). In production the setting is empty and this is the real time.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC) + offset()


def offset() -> timedelta:
    """Return how far the clock was moved ahead of real time (zero in production)."""
    if not settings.CLOCK_FILE:
        return timedelta()
    try:
        return timedelta(seconds=float(Path(settings.CLOCK_FILE).read_text() or 0))
    except FileNotFoundError:
        return timedelta()
