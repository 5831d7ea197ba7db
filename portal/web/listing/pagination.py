"""Pages of long lists that begin after the last row seen, however far down the list that is."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)

SIZE = 50


@dataclass(frozen=True)
class Page(Generic[M]):
    """Some rows of a list; `before` and `after` lead to its neighbours, empty where none is."""

    rows: list[M]
    before: str = ""
    after: str = ""

    def __bool__(self) -> bool:
        return bool(self.rows)


def page(
    queryset: QuerySet[M],
    order: Sequence[str],
    *,
    after: str = "",
    before: str = "",
    size: int = SIZE,
) -> Page[M]:
    """Return one page of a queryset in this order, with one query.

    `order` names fields or annotations, "-" before a name turns all of them round (no mixing),
    the last is unique ("pk"); `after` or `before` is what another Page gave. Raises BadRequest
    (the 400 page) for a position that no page gave.
    """
    descending = order[0].startswith("-")
    fields = [name.removeprefix("-") for name in order]
    backwards = bool(before)
    position = before or after
    if position:
        queryset = queryset.filter(
            _beyond(fields, _read(queryset, fields, position), less=descending != backwards)
        )
    turned = [f"-{name}" if descending != backwards else name for name in fields]
    rows = list(queryset.order_by(*turned)[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    if not rows:
        return Page(rows)
    return Page(
        rows,
        before=_position(rows[0], fields) if (more if backwards else position) else "",
        after=_position(rows[-1], fields) if (backwards or more) else "",
    )


def tally(queryset: QuerySet[M], *, most: int = 1_000) -> str:
    """Return how many rows there are, as people read it: "128", and "1,000+" beyond `most`."""
    count = queryset.order_by()[: most + 1].count()
    return f"{most:,}+" if count > most else f"{count:,}"


def _beyond(fields: Sequence[str], values: Sequence[Any], *, less: bool) -> Q:
    """Rows behind the position; the outer bound on the first field lets an index serve it."""
    sign = "lt" if less else "gt"
    found = Q()
    for number, (name, value) in enumerate(zip(fields, values, strict=True)):
        same = dict(zip(fields[:number], values, strict=False))
        found |= Q(**same, **{f"{name}__{sign}": value})
    return Q(**{f"{fields[0]}__{sign}e": values[0]}) & found


def _in_utc(value: Any) -> Any:
    """Databases know fewer offsets than Python."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def _position(row: Model, fields: Sequence[str]) -> str:
    values = [getattr(row, name) for name in fields]
    values = [v.isoformat() if isinstance(v, date) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).rstrip(b"=").decode()


def _read(queryset: QuerySet[M], fields: Sequence[str], position: str) -> list[Any]:
    meta = queryset.model._meta
    try:
        values = json.loads(base64.urlsafe_b64decode(position + "=" * (-len(position) % 4)))
        if any(value is None or "\0" in str(value) for value in values):
            raise ValueError("No database holds these.")
        json.dumps(values, ensure_ascii=False).encode()  # nor half a character
        worked_out = queryset.query.annotations
        columns = [
            meta.pk
            if name == "pk"
            else worked_out[name].output_field
            if name in worked_out
            else meta.get_field(name)
            for name in fields
        ]
        return [
            _in_utc(column.to_python(value))  # type: ignore[union-attr]
            for column, value in zip(columns, values, strict=True)
        ]
    # Deep nesting and infinity are no ValueError to Python.
    except (ValueError, TypeError, OverflowError, RecursionError, ValidationError) as error:
        raise BadRequest("This page of the list doesn't exist.") from error
