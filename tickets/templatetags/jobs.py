"""{% load jobs %}: the rows of jobs."""

from datetime import timedelta
from typing import Any

from django import template

from tickets.models import JobRow

register = template.Library()


@register.filter
def of(told: dict[str, Any], name: str) -> Any:
    """Return what a dictionary says under a name that is in a variable."""
    return told.get(name, "")


@register.simple_tag
def chosen_of(row: JobRow) -> str:
    """Return what was chosen for a row, in words."""
    label = next((one["label"] for one in row.choices if one["value"] == row.choice), "")
    return label or (str(row.contact) if row.contact else "–")


@register.simple_tag
def remaining(span: timedelta) -> str:
    """Return a span as people say it: "40 seconds", "12 minutes", "3 hours"."""
    seconds = max(1, round(span.total_seconds()))
    unit, size = next(
        (unit, size)
        for unit, size in (("hour", 3600), ("minute", 60), ("second", 1))
        if seconds >= 1.5 * size or size == 1
    )
    count = round(seconds / size)
    return f"{count:,} {unit}{'' if count == 1 else 's'}"
