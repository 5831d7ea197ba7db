"""What staff can do when Auth0 refuses a ticket, where that is something of its own."""

from organizations import auth0_problems
from organizations.auth0_problems import Problem
from portal.auth0 import (
    Auth0Error,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    Unavailable,
)

_REMEDIES: dict[type[Auth0Error], str] = {
    RateLimited: "Wait a few minutes, then reissue the ticket.",
    OutcomeUnknown: "Reissue the ticket. If Auth0 created one that no one can use, it expires "
    "automatically.",
    Unavailable: "Check whether Auth0 reports an outage, then reissue the ticket.",
    Conflict: "If the connection belongs to this customer, import it and issue an edit ticket. "
    "Otherwise, reissue the ticket with another connection name.",
    Forbidden: "Ask an operator to check whether the Auth0 plan covers what the preset requests.",
    NotFound: "Check the preset's profile and the connection, then reissue the ticket.",
    Invalid: "Fix what Auth0 names, then reissue the ticket.",
    Auth0Error: "Reissue the ticket. If it happens again, show this message to an operator.",
}


def explain(error: Auth0Error) -> Problem:
    """Return what an error of Auth0 means for a ticket, and what to do."""
    return auth0_problems.explain(error, _REMEDIES)
