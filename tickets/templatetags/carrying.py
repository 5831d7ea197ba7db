"""{% load carrying %}: what the portal will do about a connection by itself, and when."""

from typing import Any

from django import template
from django.template.context import RequestContext

from organizations.models import Connection
from tickets import services

register = template.Library()


@register.inclusion_tag("tickets/_whats_next.html", takes_context=True)
def whats_next(context: RequestContext, connection: Connection) -> dict[str, Any]:
    """Show what comes next by the connection's rules, as things stand."""
    return {
        "connection": connection,
        "coming": services.upcoming(connection),
        "perms": context["perms"],
    }
