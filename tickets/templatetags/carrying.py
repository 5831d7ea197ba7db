"""{% load carrying %}: what the portal will do about a connection by itself, and when."""

from typing import Any

from django import template
from django.template.context import RequestContext

from organizations.models import Connection
from portal import clock
from tickets import services
from tickets.models import Course

register = template.Library()

_COMING = 8


@register.inclusion_tag("tickets/_whats_next.html", takes_context=True)
def whats_next(context: RequestContext, connection: Connection) -> dict[str, Any]:
    """Show what comes next by the connection's rules, as things stand."""
    return {
        "connection": connection,
        "coming": services.upcoming(connection),
        "perms": context["perms"],
    }


@register.inclusion_tag("tickets/_coming.html")
def coming_up() -> dict[str, Any]:
    """Show what the portal will do next by itself, over all customers."""
    courses = Course.objects.filter(
        due_at__gt=clock.now(), connection__customer__archived_at=None
    ).exclude(comes="")
    return {"courses": courses.select_related("connection__customer").order_by("due_at")[:_COMING]}
