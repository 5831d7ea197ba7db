"""Every route that the portal answers, taken from its URL resolver."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

# One value for each kind of converter; no row has these keys.
NO_KEY = 987654321
_VALUES = {"int": str(NO_KEY), "uuid": str(UUID(int=7)), "slug": "mailgun", "str": "nobody"}


@dataclass(frozen=True, slots=True)
class Route:
    """One route: its name ("tickets:ticket", or its pattern where it has none), and an address."""

    name: str
    pattern: str
    address: str


def routes() -> list[Route]:
    """Return all, in the order in which they are tried."""
    return list(_routes(get_resolver(), "", ""))


def _routes(resolver: URLResolver, before: str, namespace: str) -> Iterator[Route]:
    for found in resolver.url_patterns:
        pattern = before + str(found.pattern).removeprefix("^")
        if isinstance(found, URLResolver):
            inner = f"{namespace}{found.namespace}:" if found.namespace else namespace
            yield from _routes(found, pattern, inner)
        elif isinstance(found, URLPattern):
            name = f"{namespace}{found.name}" if found.name else pattern
            yield Route(name, pattern, _address(pattern))


def _address(pattern: str) -> str:
    """Fill in a pattern with converters, or a regular expression of allauth or the admin."""
    path = re.sub(r"\(\?P<\w+>[^)]*\)", "nobody", pattern)
    path = re.sub(r"<(?:(\w+):)?\w+>", lambda one: _VALUES.get(one[1] or "str", "1"), path)
    return "/" + path.replace("$", "").replace("\\", "")
