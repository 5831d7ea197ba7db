"""What comes in over HTTP and what goes out, without the sockets."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Row = dict[str, Any]

JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    ip: str

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def segments(self) -> list[str]:
        """The path's parts, decoded one by one: an encoded slash stays inside its part."""
        return [unquote(part) for part in self.path.split("/")[1:]]

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    @property
    def form(self) -> dict[str, str]:
        """A form or JSON body as flat text fields."""
        if "json" in self.headers.get("content-type", ""):
            value = self.json()
            return {k: str(v) for k, v in value.items()} if isinstance(value, dict) else {}
        fields = parse_qs(self.body.decode(errors="replace"), keep_blank_values=True)
        return {name: values[-1] for name, values in fields.items()}

    def json(self) -> Any:
        """Return the JSON body, None when there is none. Raises ValueError for anything else."""
        return read_json(self.body) if self.body else None

    def cookie(self, name: str) -> str:
        try:
            cookies = SimpleCookie(self.headers.get("cookie", ""))
        except CookieError:
            return ""
        return cookies[name].value if name in cookies else ""


def read_json(body: bytes) -> Any:
    """Return what a body holds. Raises ValueError for what could not be written out again.

    Python also reads NaN, endless numbers and half a surrogate pair, and would answer no list and
    save no state any more with such a thing among the rows.
    """
    try:
        value = json.loads(body, parse_constant=_no_number, parse_float=_finite)
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return value


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is too large")
    return number


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes = b""
    type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)


def json_answer(status: int, value: Any, headers: dict[str, str] | None = None) -> Answer:
    return Answer(status, json.dumps(value, ensure_ascii=False).encode(), headers=headers or {})
