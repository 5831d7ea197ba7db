"""{% load stages %}: where a connection stands, as steps to draw."""

from typing import Any

from django import template

from organizations.models import Connection, Stage, Verification
from organizations.stages import ROAD

register = template.Library()


@register.inclusion_tag("components/stepper.html")
def connection_stepper(connection: Connection) -> dict[str, Any]:
    """Draw the road from planned to live; the domain's steps only where a domain is verified."""
    return {"steps": steps(connection)}


def steps(connection: Connection) -> list[dict[str, Any]]:
    """Return the connection's steps: label, state (done, current, problem, todo) and since when."""
    stage = Stage(connection.stage)
    if stage not in ROAD:  # was live, or at least made, and is not any more
        passed = [{"label": step.label, "state": "done"} for step in _road(connection)[:-1]]
        return [
            *passed,
            {"label": stage.label, "state": "problem", "at": connection.stage_since},
        ]
    reached = ROAD.index(stage)
    return [
        {
            "label": step.label,
            "state": _state(ROAD.index(step), reached),
            "at": connection.stage_since if step == stage else None,
        }
        for step in _road(connection)
    ]


def _road(connection: Connection) -> list[Stage]:
    domain = {Stage.DOMAIN_PENDING, Stage.DOMAIN_VERIFIED}
    verifies = connection.verification != Verification.NONE or connection.stage in domain
    return [step for step in ROAD if verifies or step not in domain]


def _state(step: int, reached: int) -> str:
    if step == reached and step < len(ROAD) - 1:
        return "current"
    return "done" if step <= reached else "todo"
