"""{% load automation %}: what comes next, by the portal itself or by staff, and what was mailed."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template.context import RequestContext

from organizations.models import Attention, Connection, Customer
from portal import clock
from tickets import actions
from tickets.display import next_action
from tickets.models import Automation, Message
from tickets.services import automation

register = template.Library()

_SCHEDULED = 8
_MAILS = 6


@register.inclusion_tag("tickets/customers/_whats_next.html", takes_context=True)
def whats_next(context: RequestContext, connection: Connection) -> dict[str, Any]:
    """Show what comes next by the connection's rules, as things stand."""
    return {
        "connection": connection,
        "scheduled": automation.planned_steps(connection),
        "perms": context["perms"],
    }


@register.inclusion_tag("tickets/automation/_scheduled.html")
def scheduled() -> dict[str, Any]:
    """Show what the portal will do next by itself, over all customers."""
    automations = Automation.objects.filter(
        due_at__gt=clock.now(), connection__customer__archived_at=None
    ).exclude(planned_step="")
    return {
        "automations": automations.select_related("connection__customer").order_by("due_at")[
            :_SCHEDULED
        ]
    }


@register.simple_tag
def advice(customer: Customer, attentions: Sequence[Attention]) -> next_action.Advice | None:
    """Return the next best action for a customer."""
    return next_action.next_best(customer, attentions)


@register.filter
def action(attention: Attention) -> actions.Action | None:
    """Return the one step that resolves what needs a person."""
    return actions.action_for(attention)


@register.inclusion_tag("tickets/mails/_mailed.html")
def mails_of(customer: Customer) -> dict[str, Any]:
    """Show what was last mailed to a customer."""
    messages = Message.objects.filter(connection__customer=customer).defer("text", "html")
    return {"customer": customer, "messages_sent": messages[:_MAILS]}
