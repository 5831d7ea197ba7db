"""One authenticated call to the Management API: limit, token, retry, error."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol
from urllib.parse import quote

from portal.auth0.errors import (
    Invalid,
    RateLimited,
    Unavailable,
    UnexpectedAnswer,
    error_for,
    request_id,
)
from portal.auth0.plans import endpoint_of, group_of

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


class Watch(Protocol):
    """Is told of each request, and after each call whether the tenant is there."""

    def asked(self, endpoint: str, answer: Answer | None, seconds: float) -> None:
        """One request was answered, or its answer was lost (None); repeats count anew.

        `endpoint` is method and path with the ids left out: "GET organizations/:id".
        """

    def away(self, error: Unavailable) -> None:
        """It did not answer, or only that it cannot; being told to slow down does not count."""

    def back(self) -> None:
        """It answered, whatever it said."""


class Session:
    """Calls one tenant; safe to share between threads."""

    def __init__(
        self,
        wire: Wire,
        tokens: TokenSource,
        limiter: Limiter | None,
        watch: Watch | None = None,
        *,
        urgent: bool = False,
    ) -> None:
        self.wire = wire
        self.tokens = tokens
        self.limiter = limiter
        self.watch = watch
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
        try:
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
        except Unavailable as error:
            if self.watch and not isinstance(error, RateLimited):
                self.watch.away(error)
            raise
        if self.watch:
            self.watch.back()
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
        endpoint = endpoint_of(method, path)
        lost = False

        def send() -> Answer:
            nonlocal lost
            if self.limiter:
                self.limiter.acquire(group, urgent=self.urgent)
            authorized = {**headers, "Authorization": f"Bearer {token.value}"}
            try:
                answer = self._told(
                    endpoint, lambda: self.wire.send(method, headers=authorized, **sending)
                )
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

    def _told(self, endpoint: str, send: Callable[[], Answer]) -> Answer:
        begun = time.monotonic()
        answer = None
        try:
            answer = send()
            return answer
        finally:
            if self.watch:
                self.watch.asked(endpoint, answer, time.monotonic() - begun)


def _segment(part: str) -> str:
    if part in ("", ".", ".."):
        raise Invalid(f"“{part}” isn't a valid Auth0 ID or name.")
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
            "Auth0's response isn't JSON.",
            status=answer.status,
            request_id=request_id(answer.headers),
        ) from None
