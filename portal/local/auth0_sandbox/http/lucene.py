"""The part of Lucene's query language that Auth0's searches take."""

import fnmatch
import re
from collections.abc import Callable, Iterable

from portal.local.auth0_sandbox.messages import Row

from .errors import Refused

Test = Callable[[Row], bool]
TOKEN = re.compile(r'\s*(\(|\)|[\[{][^\]}]*[\]}]|"(?:[^"\\]|\\.)*"|[^\s()":\[\]{}]+:?)')


def compile(query: str, default_fields: Iterable[str]) -> Test:
    """Return a test for rows. Raises Refused (400, invalid_query_string)."""
    return _Parser(_tokens(query), list(default_fields)).whole()


def _bad(why: str) -> Refused:
    return Refused(400, f"Query validation error: '{why}' on property q.", "invalid_query_string")


def _tokens(query: str) -> list[str]:
    found, position = [], 0
    query = query.strip()
    while position < len(query):
        match = TOKEN.match(query, position)
        if not match:
            raise _bad(f"Cannot read the query at character {position}")
        found.append(match[1])
        position = match.end()
    return found


class _Parser:
    def __init__(self, tokens: list[str], default_fields: list[str]) -> None:
        self._tokens = tokens
        self._defaults = default_fields

    def whole(self) -> Test:
        if not self._tokens:
            return lambda row: True
        test = self._any(self._defaults)
        if self._tokens:
            raise _bad(f"Unexpected {self._tokens[0]}")
        return test

    def _any(self, fields: list[str]) -> Test:
        tests = [self._every(fields)]
        while self._next_is("OR"):
            self._tokens.pop(0)
            tests.append(self._every(fields))
        return lambda row: any(test(row) for test in tests)

    def _every(self, fields: list[str]) -> Test:
        tests = [self._one(fields)]
        while self._tokens and not self._next_is(")", "OR"):
            if self._next_is("AND"):
                self._tokens.pop(0)
            tests.append(self._one(fields))
        return lambda row: all(test(row) for test in tests)

    def _one(self, fields: list[str]) -> Test:
        if not self._tokens:
            raise _bad("The query ends too early")
        token = self._tokens.pop(0)
        if token == "NOT":
            inner = self._one(fields)
            return lambda row: not inner(row)
        if token == "(":
            inner = self._any(fields)
            if not self._next_is(")"):
                raise _bad("A closing parenthesis is missing")
            self._tokens.pop(0)
            return inner
        if token.endswith(":") and not token.startswith('"'):
            return self._one([token[:-1]])
        if token in (")", "AND", "OR"):
            raise _bad(f"Unexpected {token}")
        return _value(token, fields)

    def _next_is(self, *words: str) -> bool:
        return bool(self._tokens) and self._tokens[0] in words


def _value(token: str, fields: list[str]) -> Test:
    if token.startswith(("[", "{")):
        test = _range(token)
        return lambda row: any(test(_text(row, field)) for field in fields)
    wanted = token.casefold()
    if token.startswith('"'):
        wanted = re.sub(r"\\(.)", r"\1", wanted[1:-1])
        return lambda row: any(_text(row, field).casefold() == wanted for field in fields)
    pattern = wanted.replace("[", "[[]")
    return lambda row: any(
        fnmatch.fnmatchcase(_text(row, field).casefold(), pattern) for field in fields
    )


def _range(token: str) -> Callable[[str], bool]:
    """A test for `[low TO high]`; curly brackets leave the bound itself out, `*` is no bound."""
    low, _, high = (part.strip() for part in token[1:-1].partition(" TO "))
    # Inclusive: a day contains its hours.
    top, bottom = high + "\uffff" * token.endswith("]"), low + "\uffff" * token.startswith("{")
    return lambda value: (low == "*" or value >= bottom) and (high == "*" or value < top)


def _text(row: Row, field: str) -> str:
    """A field's text; a dot reaches one level down (`metadata.key`)."""
    head, _, tail = field.partition(".")
    value = row.get(head)
    if tail:
        value = value.get(tail) if isinstance(value, dict) else None
    return "" if value is None else str(value)
