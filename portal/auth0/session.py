"""One authenticated call to the Management API: limit, token, retry, error."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import quote

from .errors import Invalid, UnexpectedAnswer, error_for, request_id
from .plans import group_of
from .retries import deliver
from .tokens import TokenSource
from .wire import Answer, AnswerLost, Wire

_SAFE_TO_REPEAT = frozenset({"GET", "PUT", "DELETE"})


class Limiter(Protocol):
    """Shares the tenant's rate limit between all processes."""

    def acquire(self, group: str, *, urgent: bool = False) -> None:
        """Wait for a turn; raises RateLimited when that would take too long."""

    def pause(self, seconds: float) -> None:
        """Nobody calls for so long, because Auth0 said so."""


class Session:
    """Calls one tenant; safe to share between threads."""

    def __init__(
        self, wire: Wire, tokens: TokenSource, limiter: Limiter | None, *, urgent: bool = False
    ) -> None:
        self.wire = wire
        self.tokens = tokens
        self.limiter = limiter
        self.urgent = urgent

    def call(
        self,
        method: str,
        *path: str,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool = False,
    ) -> Any:
        """The decoded answer of one call, None when it has no body.

        `path` is the segments below /api/v2, each sent percent-encoded. In `query`, None and
        "" are left out and a sequence repeats the parameter. `repeatable` marks a POST that
        may be sent twice. Raises the errors of `portal.auth0.errors`.
        """
        answer = self._answer(
            method,
            path,
            repeatable=repeatable or method in _SAFE_TO_REPEAT,
            sending={
                "path": "/api/v2/" + "/".join(_segment(part) for part in path),
                "query": _query(query or {}),
                "json": body,
            },
            headers=headers or {},
        )
        if not 200 <= answer.status < 300:
            raise error_for(answer.status, answer.headers, answer.body)
        return _decoded(answer)

    def _answer(
        self,
        method: str,
        path: tuple[str, ...],
        *,
        repeatable: bool,
        sending: dict[str, Any],
        headers: Mapping[str, str],
    ) -> Answer:
        group = group_of(method, path)
        lost = False

        def send() -> Answer:
            nonlocal lost
            if self.limiter:
                self.limiter.acquire(group, urgent=self.urgent)
            authorized = {**headers, "Authorization": f"Bearer {token.value}"}
            try:
                answer = self.wire.send(method, headers=authorized, **sending)
            except AnswerLost:
                lost = True
                raise
            if method == "DELETE" and answer.status == 404 and lost:
                # The attempt before, whose answer was lost or a failure, is the one that deleted.
                return Answer(204, answer.headers, b"")
            lost = lost or answer.status >= 500
            return answer

        limited = self.limiter.pause if self.limiter else None
        token = self.tokens.get()
        answer = deliver(send, repeatable=repeatable, limited=limited)
        if answer.status == 401:
            # Revoked or rotated before its end: a fresh token settles whether we are welcome.
            self.tokens.forget(token)
            token = self.tokens.get()
            answer = deliver(send, repeatable=repeatable, limited=limited)
        return answer


def _segment(part: str) -> str:
    if part in ("", ".", ".."):
        raise Invalid(f"“{part}” is not an id or name that Auth0 could know.")
    return quote(part, safe="")


def _query(query: Mapping[str, Any]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in query.items():
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if one is None or one == "":
                continue
            pairs.append((name, str(one).lower() if isinstance(one, bool) else str(one)))
    return pairs


def _decoded(answer: Answer) -> Any:
    if not answer.body:
        return None
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        # Not chained: the cause holds the body, which may hold secrets.
        raise UnexpectedAnswer(
            "Auth0 answered something that is not JSON.",
            status=answer.status,
            request_id=request_id(answer.headers),
        ) from None
