"""Lines of a tenant's log, as Auth0 writes them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from portal.auth0.events import AssistantEvent, read_item

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
    read = read_item(line(number, step, **facts))
    assert read
    return read
