"""What can go wrong with a call to Auth0, named by what the caller can do about it.

Auth0Error
├── Unavailable            try again later
│   ├── RateLimited        … after .retry_after seconds
│   └── OutcomeUnknown     the answer was lost: it may have happened, look before repeating
├── Refused                change something, repeating is useless
│   ├── Invalid            400: the request
│   ├── BadCredentials     401: the client id, secret or key
│   ├── MissingScope       403: grant one of .scopes to the application in Auth0
│   ├── Forbidden          403: the plan or a setting of the tenant
│   ├── NotFound           404: the id
│   └── Conflict           409: the name or the moment
└── UnexpectedAnswer       a success whose body is not what the documentation promises
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any


class Auth0Error(Exception):
    """A call to Auth0 failed.

    `message` is Auth0's own text where it sent one, `status` the HTTP status (0: no answer),
    `error_code` Auth0's errorCode or OAuth error (often absent), `request_id` what Auth0's
    support asks for.
    """

    def __init__(
        self, message: str, *, status: int = 0, error_code: str = "", request_id: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.error_code = error_code
        self.request_id = request_id

    def __str__(self) -> str:
        known = [
            str(self.status) if self.status else "",
            self.error_code,
            f"request {self.request_id}" if self.request_id else "",
        ]
        details = ", ".join(part for part in known if part)
        return f"{self.message} [{details}]" if details else self.message


class Unavailable(Auth0Error):
    """Auth0 cannot answer at the moment; the same call may succeed later."""


class RateLimited(Unavailable):
    """The tenant's limit is used up; the call was not carried out. `retry_after`: seconds."""

    def __init__(self, message: str, *, retry_after: float, **details: Any) -> None:
        super().__init__(message, **details)
        self.retry_after = retry_after

    def __reduce__(self) -> tuple[Any, ...]:
        # Exceptions are rebuilt from their positional arguments; ours has a required keyword.
        return _rebuild_rate_limited, (self.message, self.retry_after), self.__dict__


def _rebuild_rate_limited(message: str, retry_after: float) -> RateLimited:
    return RateLimited(message, retry_after=retry_after)


class OutcomeUnknown(Unavailable):
    """The answer to a call that must not be repeated blindly was lost: it may have happened."""


class Refused(Auth0Error):
    """Auth0 will not do this; something has to be changed first."""


class Invalid(Refused):
    """The request breaks a rule; the message names the property."""

    @property
    def path(self) -> str:
        """The property that Auth0 names, dotted and without positions; empty if it names none."""
        named = _PROPERTY.search(self.message)
        path = (named[1] or named[2]) if named else ""
        if missing := _MISSING.search(self.message):
            path = f"{path}.{missing[1]}"
        return re.sub(r"\[\d*\]", "", path).strip(".")


class BadCredentials(Refused):
    """Auth0 does not accept the client id with this secret or key."""


class MissingScope(Refused):
    """The application lacks a permission. `scopes`: any one of these would do."""

    scopes: tuple[str, ...] = ()


class Forbidden(Refused):
    """The tenant's plan or settings do not allow this."""


class NotFound(Refused):
    """No such thing in this tenant."""


class Conflict(Refused):
    """The name is taken, or the thing is just being changed or deleted."""


class UnexpectedAnswer(Auth0Error):
    """The call succeeded, but the answer cannot be understood."""


_BY_STATUS: dict[int, type[Refused]] = {
    400: Invalid,
    401: BadCredentials,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    # Too long, wrong type or not processable: faults of the request, as 400 is.
    413: Invalid,
    414: Invalid,
    415: Invalid,
    422: Invalid,
}
_REQUEST_ID_HEADERS = ("x-request-id", "x-correlation-id", "x-auth0-requestid")
# "Payload validation error: 'Too long' on property branding.logo_url (The logo).", and
# "options.client_id is missing".
_PROPERTY = re.compile(r"\bon property ([\w$.\[\]-]+)|^(\w+(?:\.\w+)+)(?= )")
# The object that lacks it follows, unless it is the body.
_MISSING = re.compile(r"Missing required property: (\w+)")
_EXPECTED_SCOPES = re.compile(r"expected any of:\s*(.+)", re.IGNORECASE)


def error_for(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    retry_after: float = 0.0,
    may_have_happened: bool = False,
) -> Auth0Error:
    """The error that an answer outside 2xx stands for.

    `headers` have lower-case names. `retry_after` (seconds) is told to RateLimited;
    `may_have_happened` says that a failure on Auth0's side leaves the outcome open.
    """
    envelope = _envelope(body)
    details: dict[str, Any] = {
        "status": status,
        "error_code": _text(envelope.get("errorCode")),
        "request_id": request_id(headers),
    }
    # The Authentication API answers with OAuth's envelope: a code, and a text that is optional.
    if not details["error_code"] and "error_description" in envelope:
        details["error_code"] = _text(envelope.get("error"))
    message = (
        _text(envelope.get("message"))
        or _text(envelope.get("error_description"))
        or _text(envelope.get("error"))
        or _reason(status)
    )
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(message, retry_after=retry_after, **details)
    if status >= 500 or status == HTTPStatus.REQUEST_TIMEOUT:
        return (OutcomeUnknown if may_have_happened else Unavailable)(message, **details)
    if status < 400:
        return UnexpectedAnswer(f"Auth0 responded with {status}, which isn't expected.", **details)
    if status == HTTPStatus.FORBIDDEN:
        named = _EXPECTED_SCOPES.search(message)
        if named or details["error_code"] == "insufficient_scope":
            missing = MissingScope(message, **details)
            missing.scopes = tuple(re.findall(r"[\w-]+:[\w-]+", named[1])) if named else ()
            return missing
    return _BY_STATUS.get(status, Refused)(message, **details)


def request_id(headers: Mapping[str, str]) -> str:
    """What Auth0's support asks for, if the answer carried it."""
    return next((headers[name] for name in _REQUEST_ID_HEADERS if headers.get(name)), "")


def _envelope(body: bytes) -> Mapping[str, Any]:
    try:
        envelope = json.loads(body)
    except (ValueError, RecursionError):
        # A gateway in between answered with a page of its own; its text helps nobody.
        return {}
    return envelope if isinstance(envelope, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _reason(status: int) -> str:
    try:
        return f"Auth0 responded with {status} {HTTPStatus(status).phrase}."
    except ValueError:
        return f"Auth0 responded with {status}."
