"""Lists whose filters can be kept under a name: each app tells of its own (`AppConfig.ready`)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.web.listing.filters import FilterForm


@dataclass(frozen=True)
class Viewed:
    """A list with saved views.

    `address` is the name of its URL, `form` makes its filters from a query and a person, `for_all`
    are (label, query string) of the views that everyone finds above it.
    """

    key: str
    title: str
    address: str
    form: Callable[[Any, Any], FilterForm]
    for_all: tuple[tuple[str, str], ...]


_lists: dict[str, Viewed] = {}


def learn(one: Viewed) -> None:
    """Know a list."""
    _lists[one.key] = one


def viewed(key: str) -> Viewed | None:
    """Return the list of this key, None if there is none."""
    return _lists.get(key)
