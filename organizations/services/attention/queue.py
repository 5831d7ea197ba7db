"""What staff do with the list: assign, snooze, set a due date, resolve, and undo each of these."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from organizations.models import Attention, Connection, User
from organizations.services import audit
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor
from portal.text.dates import day_text

# Items that one act may change: all of them are written in one transaction.
MOST = 200

# As JSON holds them, and so the session.
Values = dict[str, str | int | None]
_OPEN: Values = {"resolved_at": None, "resolved_by_id": None, "resolution": ""}


@dataclass(frozen=True, slots=True)
class Step:
    """What one act changed: for each item its key, and the values before and after, as in JSON."""

    items: list[tuple[int, Values, Values]]


def assign(keys: Iterable[int], *, to: User | None, by: Actor) -> Step:
    """Give open items to a colleague; without one they belong to the customer's owner again."""
    values = {"assignee_id": to.pk if to else None}
    return _change(keys, values, Verb.ATTENTION_ASSIGN, by, assignee=str(to or "nobody"))


def set_due(keys: Iterable[int], *, on: date | None, by: Actor) -> Step:
    """Say by which day open items are to be done; None takes the day away."""
    return _change(keys, {"due_on": on}, Verb.ATTENTION_DUE, by, due=_day(on) or "none")


def snooze(keys: Iterable[int], *, until: datetime | None, by: Actor) -> Step:
    """Hide open items until a moment (aware); None shows them again."""
    values = {"snoozed_until": until}
    return _change(keys, values, Verb.ATTENTION_SNOOZE, by, until=_day(until) or "now")


def resolve(keys: Iterable[int], *, why: str, by: Actor) -> Step:
    """Take open items off the list; `why` is kept with them, at most 200 characters."""
    values = {
        "resolved_at": clock.now(),
        "resolved_by_id": by.user.pk if by.user else None,
        "resolution": why,
    }
    return _change(keys, values, Verb.ATTENTION_RESOLVE, by, why=why)


def reopen(keys: Iterable[int], *, by: Actor) -> int:
    """Put resolved items back on the list, and return how many.

    Not those that were put on it anew meanwhile.
    """
    rows = Attention.objects.filter(pk__in=list(keys)[:MOST], resolved_at__isnull=False)
    return undo(Step([(row.pk, _OPEN, _plain(row, _OPEN)) for row in rows]), by=by)


def undo(step: Step, *, by: Actor) -> int:
    """Take back what an act changed, where nobody changed it since; return for how many items."""
    known = {key: (before, after) for key, before, after in step.items}
    undone = 0
    with transaction.atomic():
        for row in _held(Attention.objects.filter(pk__in=known), by):
            before, after = known[row.pk]
            if _plain(row, after) != after:
                continue
            verb = Verb.ATTENTION_REOPEN if "resolved_at" in before else Verb.ATTENTION_UNDO
            try:
                with transaction.atomic():
                    _write(row, before, verb, by)
            except IntegrityError:
                continue  # the same was put on the list anew
            undone += 1
    return undone


def _change(
    keys: Iterable[int], values: Mapping[str, Any], verb: Verb, by: Actor, **told: str
) -> Step:
    after = {name: _as_json(value) for name, value in values.items()}
    items = []
    with transaction.atomic():
        found = Attention.objects.filter(pk__in=list(keys)[:MOST], resolved_at=None)
        for row in _held(found, by):
            before = _plain(row, values)
            if before != after:
                _write(row, values, verb, by, **told)
                items.append((row.pk, before, after))
    return Step(items)


def _held(rows: QuerySet[Attention], by: Actor) -> Iterator[Attention]:
    """The rows, locked until the transaction ends, after their connections (`lifecycle.locks`)."""
    theirs = Connection.objects.filter(pk__in=rows.values("connection")).order_by("pk")
    list(theirs.select_for_update(no_key=True).values_list("pk"))
    locked = rows.select_for_update(of=("self",)).order_by("pk")
    yield from locked.select_related("connection", "customer")


def _write(row: Attention, values: Mapping[str, Any], verb: Verb, by: Actor, **told: str) -> None:
    for name, value in values.items():
        setattr(row, name, Attention._meta.get_field(name).to_python(value))  # type: ignore[union-attr]
    row.save(update_fields=list(values))
    audit.record(
        verb,
        by=by,
        connection=row.connection,
        customer=row.customer,
        reason=row.reason,
        **cast(dict[str, Any], told),
    )


def _plain(row: Attention, names: Iterable[str]) -> Values:
    return {name: _as_json(getattr(row, name)) for name in names}


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _day(value: date | None) -> str:
    return day_text(value) if value else ""
