"""Which connections are to be carried on now."""

from django.db.models import F, Q

from organizations.models import Connection, Stage
from portal import clock
from tickets.models import Course, Link

# Per run; the next begins some seconds later.
_AT_ONCE = 100


def carries_due() -> list[int]:
    """Return the primary keys of connections whose time has come, longest waiting first.

    And of those whose stage was moved since: whoever looked (a worker that died afterwards, a
    person at the desk) moved the stage only.
    """
    moved = Q(connection__stage_since__gt=F("planned_at"))
    due = Course.objects.filter(Q(due_at__lte=clock.now()) | moved).order_by("due_at")
    left = Link.objects.filter(
        ended="",
        connection__stage=Stage.LIVE,
        created_at__lte=F("connection__stage_since"),
    )
    keys = [
        *due.values_list("connection_id", flat=True)[:_AT_ONCE],
        *left.values_list("connection_id", flat=True).distinct()[:_AT_ONCE],
    ]
    return list(dict.fromkeys(keys))


def carry_soon(connection: Connection) -> None:
    """Have the connection carried on as soon as the transaction is committed and a sweep comes."""
    Course.objects.update_or_create(connection=connection, defaults={"due_at": clock.now()})
