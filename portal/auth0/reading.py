"""Take typed values out of Auth0's JSON, or say what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from .errors import UnexpectedAnswer


class Fields:
    """One JSON object of an answer; `what` names it in errors. Unknown members are ignored."""

    def __init__(self, raw: Any, what: str) -> None:
        if not isinstance(raw, dict):
            raise UnexpectedAnswer(f"Auth0's response isn't the expected {what}.")
        self._raw = raw
        self._what = what

    def required(self, name: str) -> str:
        """A text that must be there. Raises UnexpectedAnswer."""
        value = self.text(name)
        if not value:
            raise UnexpectedAnswer(f"Auth0 returned a {self._what} without “{name}”.")
        return value

    def text(self, name: str) -> str:
        """A text, empty when absent."""
        value = self._raw.get(name)
        return value if isinstance(value, str) else ""

    def flag(self, name: str, *, default: bool) -> bool:
        """A boolean; `default` is what Auth0 assumes when it is absent."""
        value = self._raw.get(name)
        return value if isinstance(value, bool) else default

    def maybe(self, name: str) -> bool | None:
        """A boolean, None when absent."""
        value = self._raw.get(name)
        return value if isinstance(value, bool) else None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, empty when absent."""
        value = self._raw.get(name)
        if not isinstance(value, list):
            return ()
        return tuple(one for one in value if isinstance(one, str))

    def text_map(self, name: str) -> dict[str, str]:
        """An object with texts as values, empty when absent."""
        value = self._raw.get(name)
        if not isinstance(value, dict):
            return {}
        return {key: one for key, one in value.items() if isinstance(one, str)}

    def moment(self, name: str) -> datetime | None:
        """A time in UTC, None when absent or not a time."""
        try:
            value = datetime.fromisoformat(self.text(name))
            return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    def part(self, name: str) -> Fields | None:
        """A nested object, None when absent."""
        value = self._raw.get(name)
        return Fields(value, f"{self._what}.{name}") if isinstance(value, dict) else None

    def parts(self, name: str) -> tuple[Fields, ...]:
        """A list of nested objects, empty when absent."""
        value = self._raw.get(name)
        if not isinstance(value, list):
            return ()
        return tuple(Fields(one, f"{self._what}.{name}") for one in value)


def rows(answer: Any, key: str) -> Sequence[Any]:
    """The items of a list answer, bare or wrapped under `key`. Raises UnexpectedAnswer."""
    found = answer.get(key) if isinstance(answer, dict) else answer
    if not isinstance(found, list):
        raise UnexpectedAnswer(f"Auth0's response isn't the expected list of {key}.")
    return found
