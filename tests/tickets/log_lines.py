"""Lines of a tenant's log, as Auth0 writes them, and all that comes of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from organizations.models import Connection, Event
from portal.auth0 import LogEvent
from portal.auth0.events import AssistantEvent, assistant_event
from tickets.models import Opening, Ticket

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def line(
    number: int,
    step: str = "ticket_consumption",
    *,
    connection: str = "acme-sso",
    at: datetime | None = None,
    type: str = "ss_sso_success",
    flow: str = "create",
    ip: str = "203.0.113.7",
) -> dict[str, Any]:
    """One line; `number` orders the lines, a second apart from noon if `at` does not say."""
    return {
        "date": (at or NOON + timedelta(seconds=number)).isoformat(timespec="milliseconds"),
        "type": type,
        "description": "Successful SS-SSO Operation",
        "details": {
            "ss_sso_event_name": f"ss_sso_{step}",
            "ss_sso_tracing_id": "b1c0",
            "connection_name": connection,
            "flow_type": flow,
        },
        "environment_name": "prod-eu-1",
        "ip": ip,
        "log_id": f"90020261120{number:045d}",
        "tenant_name": "acme",
        "user_agent": "Chrome 142",
        "is_mobile": False,
    }


def event(number: int, step: str = "ticket_consumption", **facts: Any) -> AssistantEvent:
    """The same, read."""
    read = assistant_event(LogEvent.read(line(number, step, **facts)))
    assert read
    return read


def end_state(ticket: Ticket) -> dict[str, Any]:
    """Everything that lines about a ticket's connection can change."""
    return {
        "state": ticket.state,
        "openings": ticket.openings_used,
        "opened_at": ticket.opened_at,
        "session_ends_at": ticket.session_ends_at,
        "stage": Connection.objects.get(pk=ticket.connection_id).stage,
        "logged openings": set(
            Opening.objects.exclude(log_id=None).values_list("log_id", flat=True)
        ),
        "timeline": set(
            Event.objects.filter(verb__startswith="assistant:").values_list("verb", "at", "ip")
        ),
    }
