"""Deliver what is due, to all endpoints side by side.

A worker claims an endpoint for as long as it delivers there; several at once never have the same.
A worker that dies leaves what it sent pending: after its claim it is sent again, under its ID.
"""

import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from organizations.models import WebhookDelivery, WebhookEndpoint
from organizations.services.audit import published
from portal import clock
from portal.actor import Actor
from portal.external.outbound import Calls, Reply

from .endpoints import disable_endpoint, note_failure, note_success
from .message import body_of, headers_of
from .queueing import queue_events

log = structlog.get_logger("organizations.webhooks")

# The standard's schedule: ten attempts in three days.
RETRIES = (
    *(timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30)),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
FAILS_AT_MOST = timedelta(days=5)
# Seconds for which a worker begins attempts; with the last one's deadline it is below the claim
# and the limits of a task (settings: CELERY_TASK_SOFT_TIME_LIMIT).
_BUDGET = 40.0
_CLAIM = timedelta(seconds=85)
# Attempts at once at an endpoint that answers. One that fails gets one.
_PARALLEL = 4
# Attempts whose answers are kept.
_KEPT = 12
_SYSTEM = Actor.system("webhooks")


def deliver_due(seconds: float = _BUDGET) -> None:
    """Deliver what is due and becomes due in this time; call it outside transactions."""
    published.give_numbers()
    queue_events()
    began = time.monotonic()
    looked_at = float("-inf")
    with Calls() as calls:
        lines: dict[int, _Line] = {}
        while True:
            now = time.monotonic()
            goes_on = now < began + seconds
            # Every second, endpoints that became due meanwhile are let in.
            if goes_on and now - looked_at >= 1:
                looked_at = now
                lines |= {one.key: one for one in _claim_due()}
            for line in [*lines.values()]:
                if goes_on:
                    line.begin(calls)
                if not line.under_way:
                    line.give_back()
                    del lines[line.key]
            under_way = [one for line in lines.values() for one in line.under_way]
            if not under_way:
                return
            wait(under_way, timeout=1, return_when=FIRST_COMPLETED)
            for line in lines.values():
                line.settle()


class _Line:
    """What goes to one endpoint, whose claim this worker has."""

    def __init__(self, key: int, claim: datetime) -> None:
        self.key = key
        self._claim = claim
        self.under_way: dict[Future[Reply], WebhookDelivery] = {}

    def begin(self, calls: Calls) -> None:
        """Begin as many attempts as the endpoint may have at once."""
        mine = WebhookEndpoint.objects.filter(_open(), pk=self.key, claimed_until=self._claim)
        endpoint = mine.first()
        if endpoint is None:
            return
        places = (1 if endpoint.failures else _PARALLEL) - len(self.under_way)
        if places < 1:
            return
        busy = [one.pk for one in self.under_way.values()]
        rows = _due(endpoint.pk).exclude(pk__in=busy).order_by("due_at", "pk")
        for delivery in rows.select_related("event__event")[:places]:
            delivery.endpoint = endpoint
            body = body_of(delivery)
            future = calls.post(
                endpoint.target,
                content=body.encode(),
                headers=headers_of(delivery, body),
                private=settings.WEBHOOKS_PRIVATE,
            )
            self.under_way[future] = delivery

    def settle(self) -> None:
        """Write down what became of the attempts that have ended."""
        for future in [one for one in self.under_way if one.done()]:
            _settle(self.under_way.pop(future), future)

    def give_back(self) -> None:
        """Let others have the endpoint."""
        mine = WebhookEndpoint.objects.filter(pk=self.key, claimed_until=self._claim)
        mine.update(claimed_until=None)


def _claim_due() -> Iterator[_Line]:
    now = clock.now()
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    waiting = Exists(_due(OuterRef("pk")))
    for key in list(
        WebhookEndpoint.objects.filter(_open(), free, waiting).values_list("pk", flat=True)
    ):
        until = now + _CLAIM
        if WebhookEndpoint.objects.filter(free, pk=key).update(claimed_until=until):
            yield _Line(key, until)


def _open() -> Q:
    return Q(active=True) & (Q(paused_until=None) | Q(paused_until__lte=clock.now()))


def _due(endpoint: int | OuterRef) -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.filter(
        endpoint=endpoint, state=WebhookDelivery.State.PENDING, due_at__lte=clock.now()
    )


def _settle(delivery: WebhookDelivery, future: Future[Reply]) -> None:
    try:
        reply = future.result()
    except Exception:
        # Whatever it is, the other deliveries go on.
        log.exception("webhook failed", delivery=delivery.pk)
        reply = Reply(None, error="The portal couldn't send this. Its log says why.")
    _note(delivery, reply)
    if reply.is_good:
        note_success(delivery.endpoint)
    elif endpoint := note_failure(delivery.endpoint):
        if reply.status == 410:
            disable_endpoint(endpoint, by=_SYSTEM, reason="The receiver responded with 410 Gone.")
        elif endpoint.failing_since and clock.now() - endpoint.failing_since >= FAILS_AT_MOST:
            reason = f"Deliveries to it have failed for {FAILS_AT_MOST.days} days."
            disable_endpoint(endpoint, by=_SYSTEM, reason=reason)


def _note(delivery: WebhookDelivery, reply: Reply) -> None:
    now = clock.now()
    attempt = {
        "at": now.isoformat(),
        "status": reply.status,
        "answer": reply.body,
        "error": reply.error,
        "milliseconds": reply.milliseconds,
    }
    state, due_at = WebhookDelivery.State.PENDING, None
    if reply.is_good:
        state = WebhookDelivery.State.DELIVERED
    elif delivery.tries < len(RETRIES):
        due_at = now + RETRIES[delivery.tries]
    else:
        state = WebhookDelivery.State.FAILED
    # Unless it was wanted anew meanwhile.
    asked = WebhookDelivery.objects.filter(pk=delivery.pk, due_at=delivery.due_at)
    asked.update(
        state=state,
        due_at=due_at,
        tries=delivery.tries + 1,
        attempts=[*delivery.attempts, attempt][-_KEPT:],
    )
