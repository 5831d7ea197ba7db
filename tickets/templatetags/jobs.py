"""{% load jobs %}: the rows of jobs."""

from datetime import timedelta
from typing import Any

from django import template

from portal.text.counting import counted
from tickets.models import JobRow
from tickets.services.bulk import NEW
from tickets.services.bulk.upload.columns import OTHERS
from tickets.services.bulk.upload.people import role_in

register = template.Library()


@register.filter
def of(values: dict[str, Any], name: str) -> Any:
    """Return what a dictionary says under a name that is in a variable."""
    return values.get(name, "")


@register.filter
def chosen(row: JobRow) -> str:
    """Return what was chosen for a row, in words."""
    return _chosen(row).get("label", "–")


@register.filter
def why(row: JobRow) -> str:
    """Return why that was proposed, where it was."""
    return _chosen(row).get("why", "")


@register.filter
def others(row: JobRow) -> list[tuple[str, str]]:
    """Return address and role of each that a line names besides the recipient."""
    named = ((row.cells.get(f"{one}_email", ""), role_in(row, one)) for one in OTHERS)
    return [(email, role) for email, role in named if email]


@register.filter
def steps_before(row: JobRow) -> str:
    """Return what is created or mapped before the row's own step, where anything is."""
    steps = [] if row.customer else ["Creates the customer."]
    if row.organization == NEW:
        steps.append(f"Creates the organization “{row.organization_name}”.")
    elif row.organization:
        steps.append(f"Maps to the organization “{row.organization_name}”.")
    return " ".join(steps)


def _chosen(row: JobRow) -> dict[str, str]:
    return next((one for one in row.choices if one["value"] == row.choice), {})


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
    return counted(count, unit)
