"""Which connections are to be carried on now."""

from datetime import timedelta
from typing import Any

from django.db.models import F, QuerySet

from organizations.models import Connection, Stage
from portal import clock
from tickets.models import Course, Link

# Per run; the next begins some seconds later.
_AT_ONCE = 100
# A sweep comes every few seconds. What none has found for so long, the daily look at the
# connection carries on.
_LATELY = timedelta(days=2)


def carries_due() -> list[int]:
    """Return the primary keys of connections whose time has come, longest waiting first.

    And of those whose stage was moved since: whoever looked (a worker that died afterwards, a
    person at the desk) moved the stage only. Three questions, each served by an index; one with
    "or" between them would read every connection.
    """
    now = clock.now()
    lately = {"connection__stage_since__gte": now - _LATELY}
    due = Course.objects.filter(due_at__lte=now).order_by("due_at")
    moved = Course.objects.filter(connection__stage_since__gt=F("planned_at"), **lately)
    left = Link.objects.filter(
        ended="",
        connection__stage=Stage.LIVE,
        created_at__lte=F("connection__stage_since"),
        **lately,
    )
    keys = [
        *due.values_list("connection_id", flat=True)[:_AT_ONCE],
        *_newest(moved),
        *_newest(left),
    ]
    return list(dict.fromkeys(keys))


def _newest(rows: "QuerySet[Course] | QuerySet[Link]") -> "QuerySet[Any, int]":
    """The connections of these rows that moved last, in the order of the index."""
    ordered = rows.order_by("-connection__stage_since")
    return ordered.values_list("connection_id", flat=True)[:_AT_ONCE]


def carry_soon(connection: Connection) -> None:
    """Have the connection carried on as soon as the transaction is committed and a sweep comes."""
    Course.objects.update_or_create(connection=connection, defaults={"due_at": clock.now()})
