"""Errors of Auth0 in the words of the people at the desk: what happened, and what to do."""

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


@dataclass(frozen=True, slots=True)
class Problem:
    """What happened, and what the reader can do about it."""

    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}"


def explain(error: Auth0Error) -> Problem:
    """Return what an error of Auth0 means for the reader; Auth0's own text where it helps."""
    match error:
        case RateLimited():
            seconds = max(1, round(error.retry_after))
            return Problem(
                "Auth0 takes no more requests of this tenant for the moment.",
                f"Try again in {seconds} second{'s' if seconds > 1 else ''}.",
            )
        case OutcomeUnknown():
            return Problem(
                "Auth0's answer was lost, so this may or may not have happened.",
                "Look at what Auth0 shows now before you try again.",
            )
        case Unavailable():
            return Problem(
                "Auth0 cannot be reached.",
                "Nothing was changed. Try again in a minute; if it lasts, see status.auth0.com.",
            )
        case BadCredentials():
            return Problem(
                "Auth0 does not accept the tenant's client ID with this secret or key.",
                "An operator can correct them on the tenant's page.",
            )
        case MissingScope():
            scopes = " or ".join(error.scopes) or "one that Auth0 does not name"
            return Problem(
                f"The portal's application lacks a permission in this tenant: {scopes}.",
                f"An operator can grant it. {HOW_TO_GRANT}",
            )
        case Forbidden():
            return Problem(
                f"The tenant's plan or settings do not allow this: {error.message}",
                "Ask the people who run your Auth0 tenant.",
            )
        case NotFound():
            return Problem(
                f"Auth0 does not have this (any more): {error.message}",
                "Reload the page to see what is there.",
            )
        case Conflict():
            return Problem(
                f"Auth0 refuses because of something that exists already: {error.message}",
                "Choose another name, or wait a minute if it is just being deleted.",
            )
        case Invalid():
            return Problem(f"Auth0 refuses this: {error.message}", "Correct it and try again.")
        case _:
            return Problem(
                f"Auth0 answered something unexpected: {error.message}",
                f"Try again; if it lasts, tell an operator"
                f"{f' the request id {error.request_id}' if error.request_id else ''}.",
            )
