"""{% load carrying %}: what comes next, by the portal itself or by staff, and what was mailed."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template.context import RequestContext

from organizations.models import Attention, Connection, Customer
from portal import clock
from tickets import next_best, services
from tickets.models import Course, Message

register = template.Library()

_COMING = 8
_MAILS = 6


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


@register.simple_tag
def advice(customer: Customer, attentions: Sequence[Attention]) -> next_best.Advice | None:
    """Return the next best action for a customer."""
    return next_best.next_best(customer, attentions)


@register.inclusion_tag("tickets/_mailed.html")
def mails_of(customer: Customer) -> dict[str, Any]:
    """Show what was last mailed to a customer."""
    messages = Message.objects.filter(connection__customer=customer).defer("text", "html")
    return {"customer": customer, "messages_sent": messages[:_MAILS]}
