"""A day or a moment in a text for staff, as their pages show it."""

from datetime import UTC, date, datetime


def day_text(value: date) -> str:
    """Return "December 13, 2026", in English in any language; for a moment, its day in UTC."""
    day = value.astimezone(UTC) if isinstance(value, datetime) else value
    return f"{day:%B %-d, %Y}"


def moment_text(value: datetime) -> str:
    """Return "December 13, 2026, 14:05 UTC" for an aware moment, in English."""
    return f"{day_text(value)}, {value.astimezone(UTC):%H:%M} UTC"
