"""Let go of what is only a log by now."""

from datetime import timedelta

from organizations.models import WebhookDelivery
from portal import clock

KEPT = timedelta(days=30)


def forget_deliveries() -> int:
    """Delete deliveries that ended and are older than KEPT; return how many."""
    old = WebhookDelivery.objects.filter(created_at__lte=clock.now() - KEPT)
    return old.exclude(state=WebhookDelivery.State.PENDING).delete()[0]
