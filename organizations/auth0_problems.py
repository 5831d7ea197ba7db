"""Errors of Auth0 in the words of the staff: what happened, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.auth0 import (
    Auth0Error,
    BadCredentials,
    Conflict,
    Forbidden,
    Invalid,
    MissingScope,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    Unavailable,
)
from portal.auth0.scopes import HOW_TO_GRANT
from portal.text.counting import counted


@dataclass(frozen=True, slots=True)
class Problem:
    """What happened, and what the reader can do about it."""

    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}"


# From the special to the general: the first that fits explains. Auth0's own text where it helps.
_PROBLEMS: tuple[tuple[type[Auth0Error], str, str], ...] = (
    (
        RateLimited,
        "Auth0's rate limit for this tenant has been reached.",
        "Try again in {wait}.",
    ),
    (
        OutcomeUnknown,
        "Auth0 didn't respond in time, so the change may or may not have been applied.",
        "Check Auth0 before you try again.",
    ),
    (
        Unavailable,
        "Auth0 can't be reached.",
        "Nothing was changed. Try again in a minute. If the problem continues, check "
        "status.auth0.com.",
    ),
    (
        BadCredentials,
        "Auth0 doesn't accept the tenant's client ID with this secret or key.",
        "Ask an operator to correct them on the tenant's page.",
    ),
    (
        MissingScope,
        "The portal's application lacks a permission in this tenant: {scopes}.",
        "Ask an operator to grant it. {how_to_grant}",
    ),
    (
        Forbidden,
        "The tenant's plan or settings don't allow this: {message}",
        "Ask the administrator of your Auth0 tenant.",
    ),
    (
        NotFound,
        "Not found in Auth0: {message}",
        "Reload the page to see the current state.",
    ),
    (
        Conflict,
        "This conflicts with something that already exists in Auth0: {message}",
        "Choose another name, or wait a minute if it's being deleted.",
    ),
    (Invalid, "Auth0 refused this: {message}", "Correct it and try again."),
    (
        Auth0Error,
        "Auth0 sent an unexpected response: {message}",
        "Try again. If the problem continues, tell an operator{request_id}.",
    ),
)


def explain(error: Auth0Error, remedies: Mapping[type[Auth0Error], str] | None = None) -> Problem:
    """Return what an error of Auth0 means for the reader, and what to do.

    `remedies` are those of a reader who can do something else about these kinds of errors.
    """
    kind, what, remedy = next(row for row in _PROBLEMS if isinstance(error, row[0]))
    remedy = (remedies or {}).get(kind, remedy)
    facts = {
        "message": _sentence(error.message),
        "wait": _seconds(error.retry_after) if isinstance(error, RateLimited) else "",
        "scopes": " or ".join(error.scopes) or "one that Auth0 doesn't name"
        if isinstance(error, MissingScope)
        else "",
        "how_to_grant": HOW_TO_GRANT,
        "request_id": f" the request id {error.request_id}" if error.request_id else "",
    }
    return Problem(what.format(**facts), remedy.format(**facts))


def _sentence(message: str) -> str:
    """Auth0 ends some of its messages with a period; a remedy follows."""
    return message if message.endswith((".", "!", "?")) else f"{message}."


def _seconds(wait: float) -> str:
    seconds = max(1, round(wait))
    return counted(seconds, "second")
