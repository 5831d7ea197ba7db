"""Send again what failed or what a receiver lost, and send a test."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from organizations.errors import Rejected
from organizations.models import WebhookDelivery, WebhookEndpoint
from organizations.services import audit
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor
from portal.wake import wake

from .message import TEST


def send_test(endpoint: WebhookEndpoint, *, by: Actor) -> WebhookDelivery:
    """Send an event of the type "webhook.test". Raises Rejected for one that is off."""
    _check_active(endpoint)
    now = clock.now()
    with transaction.atomic():
        delivery = WebhookDelivery.objects.create(
            endpoint=endpoint, type=TEST, created_at=now, due_at=now
        )
        audit.record(Verb.WEBHOOK_TEST, by=by, target=f"webhook:{endpoint.pk}", name=endpoint.name)
        _begin_now(endpoint)
    return delivery


def resend(delivery: WebhookDelivery, *, by: Actor) -> None:
    """Send one again under its ID, from the first attempt on. Raises Rejected as `send_test`."""
    _resend(delivery.endpoint, WebhookDelivery.objects.filter(pk=delivery.pk), by)
    delivery.refresh_from_db()


def resend_failed(endpoint: WebhookEndpoint, *, since: datetime, by: Actor) -> int:
    """Send again all that failed of what came up since then (aware, UTC); return how many.

    Raises Rejected as `send_test`.
    """
    failed = endpoint.deliveries.filter(state=WebhookDelivery.State.FAILED, created_at__gte=since)
    return _resend(endpoint, failed, by)


def _resend(endpoint: WebhookEndpoint, rows: QuerySet[WebhookDelivery], by: Actor) -> int:
    _check_active(endpoint)
    with transaction.atomic():
        count = rows.update(state=WebhookDelivery.State.PENDING, due_at=clock.now(), tries=0)
        if count:
            audit.record(
                Verb.WEBHOOK_RESEND,
                by=by,
                target=f"webhook:{endpoint.pk}",
                name=endpoint.name,
                count=count,
            )
            _begin_now(endpoint)
    return count


def _begin_now(endpoint: WebhookEndpoint) -> None:
    # Somebody waits, and has perhaps mended the receiver: no pause holds them up.
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(paused_until=None)
    wake("organizations.deliver_webhooks")


def _check_active(endpoint: WebhookEndpoint) -> None:
    if not endpoint.active:
        raise Rejected("This webhook is turned off. Turn it on first.")
