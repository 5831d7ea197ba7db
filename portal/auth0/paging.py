"""Auth0's two ways of handing out long lists, and walking through the one without end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from .reading import rows

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a list.

    `next` continues a checkpoint list (empty on its last page), `total` is known for
    offset lists only.
    """

    items: tuple[T, ...]
    next: str = ""
    total: int | None = None


def read_page(answer: Any, key: str, read: Callable[[Any], T]) -> Page[T]:
    """A Page from either wrapper; `key` is the name of the collection.

    Raises UnexpectedAnswer.
    """
    items = tuple(read(row) for row in rows(answer, key))
    if not isinstance(answer, dict):
        return Page(items)
    following, total = answer.get("next"), answer.get("total")
    return Page(
        items,
        next=following if isinstance(following, str) else "",
        total=total if isinstance(total, int) else None,
    )


def each(list_from: Callable[[str], Page[T]]) -> Iterator[T]:
    """Every item of a checkpoint list; `list_from` takes the page's starting point."""
    start = ""
    while True:
        page = list_from(start)
        yield from page.items
        # A cursor that does not move would keep us here for ever.
        if not page.next or page.next == start:
            return
        start = page.next
