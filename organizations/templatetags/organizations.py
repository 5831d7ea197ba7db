"""{% load organizations %}: the audit trail in plain words, and where connections stand."""

from typing import Any

from django import template
from django.contrib import admin
from django.db.models import Model
from django.utils.html import format_html
from django.utils.text import capfirst

from organizations.models import Connection, Domain, Event, Stage, Verification
from organizations.services.audit import sentences, targets
from organizations.services.domains import diagnosis, hints
from organizations.stages import ROAD, SERVING
from portal.web.navigation import may_open

register = template.Library()

_OF_DOMAINS = frozenset({Stage.DOMAIN_PENDING, Stage.DOMAIN_VERIFIED})
_INVITED = frozenset({Stage.INVITED, Stage.OPENED})

_ICONS = {
    "attention": "alert",
    "audit": "history",
    "connection": "plug",
    "contact": "user",
    "customer": "building",
    "domain": "globe",
    "job": "list",
    "link": "link",
    "message": "mail",
    "note": "edit",
    "organization": "link",
    "preset": "sliders",
    "profile": "user",
    "staff": "users",
    "tenant": "globe",
    "ticket": "ticket",
    "view": "list",
}


@register.filter
def sentence(event: Event) -> str:
    """Return what an event tells, as a sentence without its actor."""
    return capfirst(sentences.sentence(event))


@register.filter
def about(row: Model) -> str:
    """Return what a table of the administration is for.

    `row` is an empty one: a template calls a model's class as it calls all it can.
    """
    return str(getattr(admin.site._registry.get(type(row)), "about", ""))


@register.filter
def asker(event: Event) -> str:
    """Return who did what an event tells, and what they are where their name doesn't say it."""
    kinds = {"customer": "the customer", "api": "API key", "system": "automatic"}
    kind = kinds.get(event.actor_kind)
    return f"{event.actor_name} ({kind})" if kind else str(event.actor_name)


@register.simple_tag(takes_context=True)
def target(context: template.Context, event: Event) -> str:
    """Return what an event is about, as a link if it has a page that the reader may open."""
    label, url = targets.label(event), targets.address(event)
    if url and may_open(context["request"].user, url):
        return format_html('<a href="{}">{}</a>', url, label)
    return label


@register.filter
def event_icon(event: Event) -> str:
    """Return the symbol of what an event is about."""
    return _ICONS.get(event.verb.partition(":")[0], "dot")


@register.filter
def road(connection: Connection) -> list[dict[str, Any]]:
    """Return the steps from planned to in use, for components/stepper.html.

    The domain's steps only where a domain is verified. A connection that left the road ends in
    what it is now.
    """
    stage = Stage(connection.stage)
    way = _way(connection)
    if stage not in ROAD:
        steps: list[dict[str, Any]] = [{"label": one.label, "state": "done"} for one in way[:-1]]
        return [*steps, {"label": stage.label, "state": "problem", "at": connection.stage_since}]
    return [
        {
            "label": one.label,
            "state": _state(one, stage),
            "at": connection.stage_since if one == stage else None,
        }
        for one in way
    ]


def _way(connection: Connection) -> list[Stage]:
    verifies = connection.verification != Verification.NONE or connection.stage in _OF_DOMAINS
    # Whom nobody invited never was: staff created the connection, or it was there before.
    by_staff = connection.origin != Connection.Origin.TICKET and connection.stage not in _INVITED
    left_out = (frozenset() if verifies else _OF_DOMAINS) | (_INVITED if by_staff else frozenset())
    return [stage for stage in ROAD if stage not in left_out]


def _state(step: Stage, now: Stage) -> str:
    if step == now and step not in SERVING:
        return "current"
    return "done" if ROAD.index(step) <= ROAD.index(now) else "todo"


@register.filter
def explanation(domain: Domain) -> diagnosis.Explanation:
    """Return what the last DNS look-up of a domain means, and what has to be done."""
    return diagnosis.explain(domain)


@register.filter
def dns_hint(domain: Domain) -> hints.HostHint:
    """Return how to enter a domain's TXT record where its DNS is hosted."""
    return hints.host_hint(domain)


@register.filter
def connect_offer(domain: Domain) -> hints.ConnectOffer | None:
    """Return where the DNS host adds a domain's TXT record itself, if it does."""
    return hints.connect_offer(domain)
