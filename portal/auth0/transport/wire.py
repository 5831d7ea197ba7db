"""The one module that knows httpx: one request out, one answer in, or how it was lost."""

from __future__ import annotations

import ssl
import time
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx

Transport = httpx.BaseTransport
Query = Sequence[tuple[str, str]]

# Seconds. Reading is the longest: Auth0 itself gives up on a request after ten.
_TIMEOUT = httpx.Timeout(connect=5.0, read=15.0, write=10.0, pool=5.0)
# Seconds for one answer as a whole: the timeouts above begin anew with each piece of it.
_LONGEST_ANSWER = 30.0
# Bytes, far above the largest answer we ask for; whatever sends more is not Auth0.
_LARGEST_BODY = 16 * 1024 * 1024


@cache
def _trusted() -> ssl.SSLContext:
    """Return whom to trust: read once a process, because that takes longer than a request."""
    return httpx.create_ssl_context()


class NotSent(Exception):
    """The request never reached Auth0, so sending it again cannot do anything twice."""


class AnswerLost(Exception):
    """The request may have reached Auth0, the answer did not reach us."""


@dataclass(frozen=True)
class Answer:
    """Status, headers (lower-case names) and body, which may hold secrets.

    A body beyond all reason is cut off, and no longer JSON then.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class Wire:
    """A pool of connections to one Auth0 address; safe to share between threads."""

    def __init__(self, base_url: str, transport: Transport | None = None) -> None:
        self.base_url = base_url.rstrip("/")
        self._client = httpx.Client(
            timeout=_TIMEOUT,
            verify=_trusted(),
            transport=transport,
            follow_redirects=False,
            headers={"Accept": "application/json", "User-Agent": "sso-onboarding-portal"},
        )
        # Nobody knows who uses a shared pool last, so the connections go with the last reference.
        # Not at exit: a forked child would say goodbye on connections that its parent uses.
        weakref.finalize(self, self._client.close).atexit = False

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Query = (),
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send once. Raises NotSent or AnswerLost; every HTTP status is an answer."""
        request = self._client.build_request(
            method,
            self.base_url + path,
            params=list(query) or None,
            headers=headers,
            json=json,
            data=form,
        )
        begun = time.monotonic()
        try:
            answer = self._client.send(request, stream=True)
            try:
                body = _body(answer, until=begun + _LONGEST_ANSWER)
            finally:
                answer.close()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise NotSent(_what(error)) from error
        except httpx.HTTPError as error:
            raise AnswerLost(_what(error)) from error
        return Answer(answer.status_code, dict(answer.headers), body)


def _body(answer: httpx.Response, *, until: float) -> bytes:
    body = bytearray()
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > _LARGEST_BODY:
            break
        if time.monotonic() > until:
            raise httpx.ReadTimeout("the answer took too long", request=answer.request)
    return bytes(body[:_LARGEST_BODY])


def _what(error: httpx.HTTPError) -> str:
    return str(error) or type(error).__name__
