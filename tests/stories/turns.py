"""Time in the running product: what is due is done, and when the next thing is due.

Runs in a process of the product (see product.py).
"""

import time
from datetime import datetime, timedelta
from typing import Any

import redis
from django.conf import settings

from organizations.models import Connection, Domain, Event, Stage, Subscription, Tenant
from portal import clock
from portal.celery import app
from tickets.models import Automation, Ticket
from tickets.services import automation, lifecycle, mail
from tickets.states import State

PATIENCE_SECONDS = 120.0


def rest() -> datetime:
    """Let the product do all that is due; return when that was.

    Beat comes round by itself, in its own time. Here its whole schedule comes round at once, until
    a turn leaves nothing to do.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    begun = clock.now()
    before, now = -1, _news()
    while before != now or _left_to_do():
        assert time.monotonic() < deadline, f"The product does not come to rest: {_left_to_do()}"
        before, begun = now, clock.now()
        for entry in app.conf.beat_schedule.values():
            app.send_task(entry["task"])
        _wait_for_workers(deadline)
        now = _news()
    return begun


def next_due(customer_pk: int, *, after: datetime) -> datetime | None:
    """Return when the portal will do something for a customer, as the rows say."""
    theirs: dict[str, Any] = {"connection__customer_id": customer_pk}
    tickets = Ticket.objects.filter(**theirs)
    moments = [
        *Automation.objects.filter(**theirs).values_list("due_at", flat=True),
        *tickets.filter(state=State.ISSUED).values_list("expires_at", flat=True),
        *Subscription.objects.values_list("due_at", flat=True),
        *tickets.filter(state=State.OPENED).values_list("session_ends_at", flat=True),
        # Nothing follows from the domains of a connection that is live.
        *Domain.objects.filter(**theirs, state=Domain.State.PENDING)
        .exclude(connection__stage=Stage.LIVE)
        .values_list("lookup_due_at", flat=True),
    ]
    return min((at for at in moments if at and at > after), default=None)


def search_sign_ins(customer_pk: int) -> None:
    """Have the log searched now for who signed in at a customer's connection, and who couldn't."""
    Tenant.objects.update(failures_due_at=clock.now())
    Connection.objects.filter(customer_id=customer_pk).update(sign_ins_due_at=clock.now())


def searches_soon() -> bool:
    """Answer whether the log is searched for failures within a minute."""
    soon = clock.now() + timedelta(minutes=1)
    return Tenant.objects.filter(failures_due_at__lte=soon).exists()


def _news() -> int:
    newest = Event.objects.order_by("pk").last()
    return newest.pk if newest else 0


def _left_to_do() -> dict[str, int]:
    left = {
        "issue": lifecycle.issues_due().count(),
        "send": mail.messages_due().count(),
        "revoke": lifecycle.revocations_due().count(),
        "carry": len(automation.automations_due()),
    }
    return {what: count for what, count in left.items() if count}


def _wait_for_workers(deadline: float) -> None:
    broker = redis.Redis.from_url(settings.REDIS_URL)
    quiet = 0
    # A task that a worker just took is for a moment in neither list.
    while quiet < 4:
        assert time.monotonic() < deadline, "The workers do not come to rest."
        busy = broker.llen("celery") or broker.hlen("unacked")
        quiet = 0 if busy else quiet + 1
        time.sleep(0.025)
    broker.close()
