"""Which connections went live without their tickets being told."""

from django.db.models import F

from organizations.models import Stage
from tickets.models import Link


def carries_due() -> list[int]:
    """Return the primary keys of live connections that open links still lead to.

    Whoever looked (a worker that died afterwards, a person at the desk) moved the stage only.
    """
    left = Link.objects.filter(
        ended="",
        connection__stage=Stage.LIVE,
        created_at__lte=F("connection__stage_since"),
    )
    return list(left.values_list("connection_id", flat=True).distinct()[:100])
