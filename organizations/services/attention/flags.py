"""The list of what needs a person: put on it once, taken off when it is resolved."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, IntegerField, QuerySet, Value, When

from organizations.models import Attention, Connection
from organizations.services import audit
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor

_URGENCY = Case(
    *(When(reason=reason, then=Value(place)) for place, reason in enumerate(Attention.Reason)),
    output_field=IntegerField(),
)


def waiting(**of: object) -> QuerySet[Attention]:
    """Return what is on the list, snoozed or not, most urgent first, with whose it is."""
    return with_whose(Attention.objects.filter(resolved_at=None, **of)).order_by(
        _URGENCY, "since", "pk"
    )


def with_whose(rows: QuerySet[Attention]) -> QuerySet[Attention]:
    """Return the same with what a list shows of their customers, connections and people."""
    return rows.select_related(
        "customer__owner", "connection__organization", "assignee", "resolved_by"
    )


def flag(
    connection: Connection, reason: Attention.Reason, *, detail: str, remedy: str, by: Actor
) -> None:
    """Ask for a person; what is on the list for the same reason gets the newest texts.

    `detail` and `remedy` are shown to staff; both hold no secret.
    """
    if restate(connection, reason, detail=detail, remedy=remedy):
        return
    details: dict[str, Any] = {"detail": detail, "remedy": remedy}
    try:
        with transaction.atomic():
            Attention.objects.create(
                customer=connection.customer,
                connection=connection,
                reason=reason,
                since=clock.now(),
                **details,
            )
            audit.record(
                Verb.ATTENTION_FLAG, by=by, connection=connection, reason=reason.value, **details
            )
    except IntegrityError:
        # Another process put the same on the list at the same moment.
        restate(connection, reason, **details)


def restate(connection: Connection, reason: Attention.Reason, *, detail: str, remedy: str) -> bool:
    """Give what is on the list its newest texts; answer whether it is on it."""
    open_ones = Attention.objects.filter(connection=connection, reason=reason, resolved_at=None)
    return bool(open_ones.update(detail=detail, remedy=remedy))


def settle(connection: Connection, *reasons: Attention.Reason, by: Actor) -> None:
    """Take these reasons off the list, if they are on it."""
    open_ones = Attention.objects.filter(connection=connection, resolved_at=None)
    # Most of the time there is nothing, and one look tells.
    on_list = {*open_ones.filter(reason__in=reasons).values_list("reason", flat=True)}
    if not on_list:
        return
    with transaction.atomic():
        if by.user:
            # In the order of `lifecycle.locks`: `audit.record` writes to the connection.
            Connection.objects.select_for_update(no_key=True).get(pk=connection.pk)
        for reason in (one for one in reasons if one in on_list):
            settled = open_ones.filter(reason=reason).update(
                resolved_at=clock.now(), resolved_by=by.user
            )
            if settled:
                audit.record(
                    Verb.ATTENTION_SETTLE, by=by, connection=connection, reason=reason.value
                )
