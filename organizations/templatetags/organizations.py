"""{% load organizations %}: the audit trail in plain words, and where connections stand."""

from typing import Any

from django import template
from django.utils.text import capfirst

from organizations import findings, sentences
from organizations.models import Connection, Domain, Event, Stage
from organizations.stages import ROAD

register = template.Library()

_ICONS = {
    "attention": "alert",
    "connection": "plug",
    "contact": "user",
    "customer": "building",
    "domain": "globe",
    "link": "link",
    "message": "mail",
    "organization": "link",
    "preset": "sliders",
    "profile": "user",
    "staff": "users",
    "tenant": "globe",
    "ticket": "ticket",
}


@register.filter
def sentence(event: Event) -> str:
    """Return what an event tells, as a sentence without its actor."""
    return capfirst(sentences.sentence(event))


@register.filter
def event_icon(event: Event) -> str:
    """Return the symbol of what an event is about."""
    return _ICONS.get(event.verb.partition(":")[0], "dot")


@register.filter
def road(connection: Connection) -> list[dict[str, Any]]:
    """Return the steps from planned to live, for components/stepper.html.

    A connection that left the road shows where it was lost.
    """
    stage = Stage(connection.stage)
    if stage not in ROAD:
        steps: list[dict[str, Any]] = [{"label": one.label, "state": "done"} for one in ROAD]
        return [*steps, {"label": stage.label, "state": "problem", "at": connection.stage_since}]
    now = ROAD.index(stage)
    return [
        {
            "label": one.label,
            "state": "done" if place < now or stage == Stage.LIVE else "current",
            "at": connection.stage_since if place == now else None,
        }
        if place <= now
        else {"label": one.label, "state": "todo"}
        for place, one in enumerate(ROAD)
    ]


@register.filter
def finding(domain: Domain) -> findings.Explanation:
    """Return what the last DNS look-up of a domain means, and what has to be done."""
    return findings.explain(domain)
