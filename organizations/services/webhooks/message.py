"""What a receiver gets: the body, thin or full, and the headers that sign it."""

import json
import time
from datetime import UTC, datetime

from standardwebhooks import Webhook

from organizations.models import PublicEvent, WebhookDelivery, WebhookEndpoint
from organizations.services.audit.sentences import sentence
from portal import clock

TEST = "webhook.test"


def id_of(delivery: WebhookDelivery) -> str:
    """Return the ID of the message, the same at each attempt: who has it has seen it."""
    return f"msg_{delivery.pk}"


def body_of(delivery: WebhookDelivery) -> str:
    """Return the body. Neither kind holds a secret or a link: the audit trail has none."""
    event = delivery.event
    at = event.event.at if event else delivery.created_at
    data: dict[str, object] = {"id": delivery.number}
    if event:
        data |= _thin(event)
        if delivery.endpoint.payload == WebhookEndpoint.Payload.FULL:
            data |= _full(event)
    told = {
        "type": delivery.type,
        "timestamp": _time(at),
        # Grows along the list of events: what arrives late is known by it.
        "sequence": delivery.number,
        "data": data,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def headers_of(delivery: WebhookDelivery, body: str) -> dict[str, str]:
    """Return the headers of an attempt now, signed by each secret that is good."""
    # By the real clock, with which the receiver compares it.
    now = datetime.fromtimestamp(int(time.time()), UTC)
    endpoint, message = delivery.endpoint, id_of(delivery)
    secrets = [endpoint.secret]
    if endpoint.old_secret_until and endpoint.old_secret_until > clock.now():
        secrets.append(endpoint.old_secret)
    return {
        "Content-Type": "application/json",
        "User-Agent": "sso-onboarding-portal",
        "webhook-id": message,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Webhook(one).sign(message, now, body) for one in secrets),
    }


def _thin(event: PublicEvent) -> dict[str, object]:
    kind, _, key = event.event.target.partition(":")
    return {
        "customer_id": event.event.customer_id,
        "connection_id": event.event.connection_id,
        "object": {"type": kind, "id": int(key)} if key.isdecimal() else None,
    }


def _full(event: PublicEvent) -> dict[str, object]:
    return {
        "summary": sentence(event.event),
        "actor": {"kind": event.event.actor_kind, "name": event.event.actor_name},
        "data": event.event.data,
    }


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
