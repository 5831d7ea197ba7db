"""`expand`: include the objects that others refer to by ID, fetched once for a whole page.

Each kind of object is registered once, with the scope needed to read it. A response that refers to
one has a field for it, and the request lists which of these fields can be expanded.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Protocol, TypeVar

from django.db.models import Model, QuerySet
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema

from portal.api.schemas import Out, Page

from .door import KeyRequest, need_scope

Rows = Callable[[KeyRequest], QuerySet[Any]]
Shown = TypeVar("Shown", bound=Out)


class Expanding(Protocol):
    """A request that has `expand`."""

    expand: list[str]


@dataclass(frozen=True, slots=True)
class _Kind:
    scope: str
    rows: Rows
    show: Callable[[Any], Out]
    # The column to look it up by, and the field of the referring object that has the value.
    column: str
    named_by: str
    many: bool


_KINDS: dict[str, _Kind] = {}


def expandable(
    name: str,
    scope: str,
    rows: Rows,
    show: Callable[[Any], Out],
    *,
    column: str = "pk",
    named_by: str = "",
    many: bool = False,
) -> None:
    """Register what objects refer to as `{name}_id`, or by the field `named_by`.

    `rows` returns the ones a key may see; `column` is compared with that field. `many`: include a
    list of all that match.
    """
    _KINDS[name] = _Kind(scope, rows, show, column, named_by or f"{name}_id", many)


class Related:
    """The type of `expand`: the names it takes. Any other is refused by name."""

    def __init__(self, *names: str) -> None:
        self._names = names

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        checked = core_schema.no_info_after_validator_function(self._check, handler(str))
        return core_schema.list_schema(checked, max_length=20)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        told = handler(schema)
        told["items"] = {"type": "string", "enum": list(self._names)}
        told["description"] = (
            "Related objects to include. Takes the scope to read them. Repeat it for several."
        )
        return told

    def _check(self, name: str) -> str:
        if name not in self._names:
            listed = " or ".join(filter(None, [", ".join(self._names[:-1]), self._names[-1]]))
            raise ValueError(f"“{name}” can't be expanded here. Use {listed}, or remove it.")
        return name


def expanded(request: KeyRequest, found: Shown, wanted: Expanding) -> Shown:
    """Return an object, or a page of them, with the related objects that were requested.

    One that the key can't see is null. Raises Problem (403) without the scope to read them.
    """
    shown = found.data if isinstance(found, Page) else [found]
    for name in dict.fromkeys(wanted.expand):
        kind = _KINDS[name]
        need_scope(request.api_key, kind.scope)
        name_of = attrgetter(kind.named_by)
        told = _told(request, kind, {name_of(one) for one in shown} - {None})
        for one in shown:
            setattr(one, name, told.get(str(name_of(one)), [] if kind.many else None))
    return found


def _told(request: KeyRequest, kind: _Kind, wanted: Iterable[Any]) -> dict[str, Any]:
    rows: Iterable[Model] = kind.rows(request).filter(**{f"{kind.column}__in": wanted})
    told: dict[str, Any] = {}
    for row in rows:
        key, one = str(getattr(row, kind.column)), kind.show(row)
        if kind.many:
            told.setdefault(key, []).append(one)
        else:
            told[key] = one
    return told
