"""The catalogue of failures and its translations, read from their files once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from .patterns import Pattern

_FOLDER = Path(__file__).parent
UNKNOWN = "unknown"


class Owner(StrEnum):
    """Who mends a failure."""

    IDP_ADMIN = "idp_admin"
    STAFF = "staff"
    PERSON = "person"
    DEVELOPERS = "developers"


class Scope(StrEnum):
    """Whom a failure hits."""

    EVERYONE = "everyone"
    ONE = "one"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Category:
    """One entry of catalog.toml, which says what the fields mean.

    own_texts: translations of an entry that isn't in the catalogue, as `translations` has them.
    """

    id: str
    patterns: tuple[Pattern, ...]
    owner: Owner
    scope: Scope
    url: str
    title: str
    explanation: str
    remedy: str
    precise: str = ""
    ask: str = ""
    staff: str = ""
    own_texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@cache
def categories() -> tuple[Category, ...]:
    """Return all entries, in the order in which they're tried; the last is "unknown"."""
    return tuple(_category(name, entry) for name, entry in _read("catalog.toml").items())


@cache
def translations(language: str) -> dict[str, dict[str, str]]:
    """Return title, explanation, remedy, precise and ask by category, or nothing for English."""
    file = f"texts/{language}.toml"
    return _read(file) if (_FOLDER / file).exists() else {}


def _category(name: str, entry: dict[str, Any]) -> Category:
    return Category(
        id=name,
        patterns=tuple(map(Pattern, entry.pop("matches"))),
        owner=Owner(entry.pop("owner")),
        scope=Scope(entry.pop("scope")),
        **entry,
    )


def _read(file: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / file).read_text(encoding="utf-8"))
