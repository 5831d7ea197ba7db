"""Access tokens for the Management API: fetched once, kept until shortly before they end."""

from __future__ import annotations

import json
import re
import threading
import time
import uuid
from concurrent.futures import Future
from dataclasses import dataclass, field

import jwt

from portal.auth0.credentials import Credentials, PrivateKeyJwt
from portal.auth0.errors import BadCredentials, Refused, UnexpectedAnswer, error_for, request_id

from .retries import deliver
from .wire import Answer, Wire

_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# Seconds: Auth0's own SDKs sign for three minutes.
_ASSERTION_LIFETIME = 180
# Seconds before its end at which a token is no longer used.
_MARGIN = 60.0
# What may stand in a header after "Bearer" (RFC 6750).
_BEARER = re.compile(r"[A-Za-z0-9._~+/-]+=*")


@dataclass(frozen=True)
class Token:
    """An access token and the scopes granted with it. `good_until` is on the monotonic clock."""

    value: str = field(repr=False)
    scopes: frozenset[str]
    good_until: float


class TokenSource:
    """Hands out one token to all threads.

    https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens
    """

    def __init__(self, wire: Wire, credentials: Credentials, audience: str) -> None:
        self._wire = wire
        self._credentials = credentials
        self._audience = audience
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._pending: Future[Token] | None = None

    def get(self) -> Token:
        """The current token, fetched when there is none.

        Threads that come while one of them fetches share what that brings, failure included:
        asking in turn, each would wait anew for an endpoint that hangs.
        Raises BadCredentials, RateLimited, Unavailable or UnexpectedAnswer.
        """
        with self._lock:
            if self._token and time.monotonic() < self._token.good_until:
                return self._token
            pending = self._pending
            if pending is None:
                fetched = self._pending = Future()
        if pending is not None:
            return pending.result()
        try:
            token = self._fetch()
        except BaseException as error:
            with self._lock:
                self._pending = None
            fetched.set_exception(error)
            raise
        with self._lock:
            self._token, self._pending = token, None
        fetched.set_result(token)
        return token

    def forget(self, token: Token) -> None:
        """Fetch anew next time, because Auth0 did not take `token`."""
        with self._lock:
            if self._token is token:
                self._token = None

    def _fetch(self) -> Token:
        # Asking twice for a token makes two tokens and harms nobody, so this POST may be repeated.
        answer = deliver(
            lambda: self._wire.send("POST", "/oauth/token", form=self._form()), repeatable=True
        )
        if answer.status != 200:
            raise _refusal(answer)
        return _read(answer)

    def _form(self) -> dict[str, str]:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._credentials.client_id,
            "audience": self._audience,
        }
        if isinstance(self._credentials, PrivateKeyJwt):
            form["client_assertion_type"] = _ASSERTION_TYPE
            form["client_assertion"] = self._assertion(self._credentials)
        else:
            form["client_secret"] = self._credentials.client_secret
        return form

    def _assertion(self, credentials: PrivateKeyJwt) -> str:
        issued_at = int(time.time())
        claims = {
            "iss": credentials.client_id,
            "sub": credentials.client_id,
            # The tenant's own address, even when it is reached under another one.
            "aud": self._audience.removesuffix("api/v2/"),
            "iat": issued_at,
            "exp": issued_at + _ASSERTION_LIFETIME,
            "jti": str(uuid.uuid4()),
        }
        try:
            return jwt.encode(
                claims,
                credentials.private_key_pem,
                algorithm=credentials.algorithm,
                headers={"kid": credentials.key_id} if credentials.key_id else None,
            )
        except (jwt.PyJWTError, ValueError, TypeError, NotImplementedError):
            # Not chained: the cause may quote the key.
            raise BadCredentials(
                f"The private key can't sign with {credentials.algorithm}. "
                "Paste an unencrypted PEM key of that kind."
            ) from None


def _refusal(answer: Answer) -> Exception:
    error = error_for(answer.status, answer.headers, answer.body)
    if not isinstance(error, Refused):
        return error
    return BadCredentials(
        f"Auth0 didn't issue an access token: {error.message}",
        status=error.status,
        error_code=error.error_code,
        request_id=error.request_id,
    )


def _read(answer: Answer) -> Token:
    try:
        grant = json.loads(answer.body)
        value = grant["access_token"]
        lifetime = float(grant["expires_in"])
        scopes = frozenset(grant.get("scope", "").split())
        if not _BEARER.fullmatch(value):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # Not chained: the cause may quote the token.
        raise UnexpectedAnswer(
            "Auth0's token endpoint responded without a usable access token.",
            status=answer.status,
            request_id=request_id(answer.headers),
        ) from None
    # A short-lived token still serves most of its life.
    margin = min(_MARGIN, lifetime / 10)
    return Token(value, scopes, time.monotonic() + lifetime - margin)
