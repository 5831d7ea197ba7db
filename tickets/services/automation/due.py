"""Which connections' automation is due."""

from datetime import timedelta
from typing import Any

from django.db.models import F, QuerySet

from organizations.models import SignInTrouble
from organizations.stages import SERVING
from portal import clock
from tickets.models import Automation, Link

# Per run; the next begins some seconds later.
_AT_ONCE = 100
# A sweep comes every few seconds. What none has found for so long, the daily reconcile of the
# connection catches up on.
_LATELY = timedelta(days=2)


def automations_due() -> list[int]:
    """Return the primary keys of connections whose time has come, longest waiting first.

    And of those whose stage was moved since: whoever reconciled (a worker that died afterwards, a
    member of staff) moved the stage only, and whoever searched the log noted that sign-ins fail.
    Four questions, each served by an index; one with "or" between them would read every connection.
    """
    now = clock.now()
    lately = {"connection__stage_since__gte": now - _LATELY}
    due = Automation.objects.filter(due_at__lte=now).order_by("due_at")
    moved = Automation.objects.filter(connection__stage_since__gt=F("planned_at"), **lately)
    left = Link.objects.filter(
        ended="",
        connection__stage__in=SERVING,
        created_at__lte=F("connection__serving_since"),
        **lately,
    )
    failing = SignInTrouble.objects.filter(
        changed_at__gte=now - _LATELY, changed_at__gt=F("connection__automation__planned_at")
    )
    keys = [
        *due.values_list("connection_id", flat=True)[:_AT_ONCE],
        *_newest(moved),
        *_newest(left),
        *failing.order_by("-changed_at").values_list("connection_id", flat=True)[:_AT_ONCE],
    ]
    return list(dict.fromkeys(keys))


def _newest(rows: "QuerySet[Automation] | QuerySet[Link]") -> "QuerySet[Any, int]":
    """The connections of these rows that moved last, in the order of the index."""
    ordered = rows.order_by("-connection__stage_since")
    return ordered.values_list("connection_id", flat=True)[:_AT_ONCE]
