"""From the list of events to deliveries: one for each event and endpoint that wants it."""

from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q

from organizations.models import PublicEvent, WebhookDelivery, WebhookEndpoint
from organizations.services.audit import published
from portal import clock

# Events that one transaction goes through.
_AT_ONCE = 500


def queue_events() -> None:
    """Make the deliveries of events that have their number; call it outside transactions."""
    last = published.last_number()
    behind = WebhookEndpoint.objects.filter(active=True, last_number__lt=last)
    for key in list(behind.values_list("pk", flat=True)):
        while _queue_some(key):
            pass


def _queue_some(key: int) -> bool:
    """Go on from where the endpoint is; answer whether there may be more."""
    with transaction.atomic():
        rows = WebhookEndpoint.objects.select_for_update(of=("self",))
        endpoint = rows.filter(pk=key, active=True).first()
        if endpoint is None:
            return False
        later = PublicEvent.objects.filter(number__gt=endpoint.last_number).order_by("number")
        numbers = list(later.values_list("number", flat=True)[:_AT_ONCE])
        if not numbers:
            return False
        wanted = later.filter(_of_types(endpoint.types), number__lte=numbers[-1])
        now = clock.now()
        WebhookDelivery.objects.bulk_create(
            WebhookDelivery(
                endpoint=endpoint,
                event=event,
                type=event.type,
                number=event.number,
                created_at=now,
                due_at=now,
            )
            for event in published.in_tenant(wanted, endpoint.tenant_id)
        )
        rows.filter(pk=key).update(last_number=numbers[-1])
    return len(numbers) == _AT_ONCE


def _of_types(types: list[str]) -> Q:
    return reduce(
        or_,
        (
            Q(type__startswith=one.removesuffix("*")) if one.endswith(".*") else Q(type=one)
            for one in types
        ),
    )
