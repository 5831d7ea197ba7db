"""Auth0's own description of POST /connections, to check a body that somebody wrote by hand.

`connection_schema.json` is the part of the Management API's OpenAPI file that this call needs, with
the strategies that the reference page names besides.
https://auth0.com/docs/api/management/v2/connections/post-connections
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

_FILE = Path(__file__).with_name("connection_schema.json")
_MOST = 10


@dataclass(frozen=True)
class SchemaProblem:
    """What Auth0 would refuse, and at which place of the body (dotted; empty: the whole)."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


def schema_problems(body: Any) -> list[SchemaProblem]:
    """Return what Auth0 would refuse in a body; empty if nothing."""
    found = sorted(_validator().iter_errors(body), key=lambda error: [*map(str, error.path)])
    return [SchemaProblem(_place(error.absolute_path), _words(error)) for error in found[:_MOST]]


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(_FILE.read_text()))


def _words(error: ValidationError) -> str:
    value: Any = error.instance
    limit: Any = error.validator_value
    match error.validator:
        case "required":
            missing = ", ".join(name for name in limit if name not in value)
            return f"{missing} is missing."
        case "additionalProperties" if isinstance(limit, bool):
            known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
            extra = ", ".join(sorted(set(value) - set(known)))
            return f"Auth0 doesn't support {extra} here. Remove it."
        case "enum":
            shown = ", ".join(map(str, limit[:8])) + (", …" if len(limit) > 8 else "")
            return f"{_short(value)} isn't one of {shown}."
        case "type":
            wanted = limit if isinstance(limit, str) else " or ".join(limit)
            return f"{_short(value)} isn't of type {wanted}."
        case "maxLength":
            return f"Shorten this to {limit} characters; it has {len(value)} now."
        case "maxProperties":
            return f"Keep up to {limit}; there are {len(value)}."
        case _:
            return f"{error.message}."


def _place(path: Iterable[str | int]) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:59]}…"
