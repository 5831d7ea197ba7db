"""The list of what needs a person: put on it once, taken off when it is resolved."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, IntegerField, QuerySet, Value, When

from organizations import audit
from organizations.models import Attention, Connection
from portal import clock
from portal.actor import Actor

_URGENCY = Case(
    *(When(reason=reason, then=Value(place)) for place, reason in enumerate(Attention.Reason)),
    output_field=IntegerField(),
)


def waiting(**of: Any) -> QuerySet[Attention]:
    """Return what is on the list, most urgent first, with what `ways_out` reads."""
    return (
        Attention.objects.filter(resolved_at=None, **of)
        .select_related("customer", "connection__organization")
        .prefetch_related("connection__tickets", "connection__domains")
        .order_by(_URGENCY, "since", "pk")
    )


def flag(
    connection: Connection, reason: Attention.Reason, *, detail: str, remedy: str, by: Actor
) -> None:
    """Ask for a person; what is on the list for the same reason gets the newest texts.

    `detail` and `remedy` are shown to staff; both hold no secret.
    """
    told: dict[str, Any] = {"detail": detail, "remedy": remedy}
    open_ones = Attention.objects.filter(connection=connection, reason=reason, resolved_at=None)
    if open_ones.update(**told):
        return
    try:
        with transaction.atomic():
            Attention.objects.create(
                customer=connection.customer,
                connection=connection,
                reason=reason,
                since=clock.now(),
                **told,
            )
            audit.record(
                "attention:flag", by=by, connection=connection, reason=reason.value, **told
            )
    except IntegrityError:
        # Another process put the same on the list at the same moment.
        open_ones.update(**told)


def settle(connection: Connection, *reasons: Attention.Reason, by: Actor) -> None:
    """Take these reasons off the list, if they are on it."""
    with transaction.atomic():
        for reason in reasons:
            settled = Attention.objects.filter(
                connection=connection, reason=reason, resolved_at=None
            ).update(resolved_at=clock.now(), resolved_by=by.user)
            if settled:
                audit.record("attention:settle", by=by, connection=connection, reason=reason.value)
