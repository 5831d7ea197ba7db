"""Small descriptions of JSON values that check a value and explain what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class Problem:
    """What is wrong, and with which field (dotted path, list items by number; empty: the whole)."""

    field: str
    message: str


class Shape(Protocol):
    """Describes a JSON value."""

    def check(self, value: Any, path: str) -> Iterator[Problem]:
        """The problems of `value`, found at `path`."""


@dataclass(frozen=True)
class Text:
    """A text; `remedy` explains the pattern."""

    shortest: int = 0
    longest: int | None = None
    pattern: str = ""
    remedy: str = ""
    nullable: bool = False

    def check(self, value: Any, path: str) -> Iterator[Problem]:
        if value is None and self.nullable:
            return
        if not isinstance(value, str):
            yield Problem(path, "Enter text here.")
        elif len(value) < self.shortest:
            yield Problem(path, self.remedy or "Enter a value.")
        elif self.longest is not None and len(value) > self.longest:
            yield Problem(
                path, f"Shorten this to {self.longest} characters; it has {len(value)} now."
            )
        elif self.pattern and not re.fullmatch(self.pattern, value):
            yield Problem(path, self.remedy)


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    def check(self, value: Any, path: str) -> Iterator[Problem]:
        if not isinstance(value, bool):
            yield Problem(path, "Choose yes or no (true or false).")


@dataclass(frozen=True)
class Whole:
    """A whole number between bounds, both included; `remedy` names them with their unit."""

    least: int
    remedy: str
    most: int | None = None
    nullable: bool = False

    def check(self, value: Any, path: str) -> Iterator[Problem]:
        if value is None and self.nullable:
            return
        # In Python True is a number, in JSON it is not.
        number = isinstance(value, int) and not isinstance(value, bool)
        if not number or value < self.least or (self.most is not None and value > self.most):
            yield Problem(path, self.remedy)


@dataclass(frozen=True)
class Choice:
    """One of a few texts."""

    options: Collection[str]

    def check(self, value: Any, path: str) -> Iterator[Problem]:
        if not isinstance(value, str) or value not in self.options:
            yield Problem(path, f"Choose one of: {', '.join(self.options)}.")


@dataclass(frozen=True)
class Many:
    """A list; `remedy` says what to do when it has fewer than `least` items."""

    item: Shape
    least: int = 0
    remedy: str = ""
    nullable: bool = False

    def check(self, value: Any, path: str) -> Iterator[Problem]:
        if value is None and self.nullable:
            return
        if not isinstance(value, list):
            yield Problem(path, "Enter a list.")
            return
        if len(value) < self.least:
            yield Problem(path, self.remedy)
        for number, one in enumerate(value):
            yield from self.item.check(one, f"{path}.{number}")


@dataclass(frozen=True)
class Record:
    """An object with known members, of which `required` must be there."""

    members: Mapping[str, Shape]
    required: Mapping[str, str] = field(default_factory=dict)  # name → remedy when it is missing
    nullable: bool = False

    def check(self, value: Any, path: str) -> Iterator[Problem]:
        if value is None and self.nullable:
            return
        if not isinstance(value, dict):
            yield Problem(path, "Enter an object with named fields.")
            return
        below = f"{path}." if path else ""
        for name, remedy in self.required.items():
            if name not in value:
                yield Problem(below + name, remedy)
        for name, one in value.items():
            if name in self.members:
                yield from self.members[name].check(one, below + name)
            else:
                known = ", ".join(self.members)
                yield Problem(
                    f"{below}{name}",
                    f"Auth0 doesn't support this field. Remove it. Supported here: {known}.",
                )


@dataclass(frozen=True)
class Labels:
    """An object with names of one's own and texts (or null) as values."""

    most: int
    longest: int

    def check(self, value: Any, path: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(path, "Enter an object with names and text values.")
            return
        if len(value) > self.most:
            yield Problem(path, f"Keep up to {self.most} entries; there are {len(value)}.")
        text = Text(longest=self.longest, nullable=True)
        for name, one in value.items():
            yield from text.check(one, f"{path}.{name}")
