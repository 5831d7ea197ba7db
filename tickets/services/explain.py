"""What Auth0's errors mean for a ticket, and what to do, in words for staff."""

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
    UnexpectedAnswer,
)

# From the special to the general: the first that fits explains.
_EXPLANATIONS: tuple[tuple[type[Auth0Error], str, str], ...] = (
    (
        RateLimited,
        "The tenant's rate limit is used up.",
        "Wait a few minutes, then issue the ticket again.",
    ),
    (
        OutcomeUnknown,
        "Auth0's answers were lost, so that nobody knows whether it made a ticket.",
        "Issue the ticket again. A ticket nobody holds opens nothing and lapses by itself.",
    ),
    (
        Unavailable,
        "Auth0 could not be reached.",
        "See whether Auth0 reports an outage, then issue the ticket again.",
    ),
    (
        Conflict,
        "A connection with this name exists in Auth0 already.",
        "If it is this customer's, adopt it and issue an edit ticket. Otherwise issue the "
        "ticket again under another connection name.",
    ),
    (
        MissingScope,
        "The portal's application in Auth0 lacks a permission.",
        "Ask an operator to open the tenant's page, run its check and grant what is missing.",
    ),
    (
        BadCredentials,
        "Auth0 does not accept the portal's credentials.",
        "Ask an operator to renew the client secret or key on the tenant's page.",
    ),
    (
        Forbidden,
        "The tenant's plan or settings do not allow this.",
        "Ask an operator to compare the plan in Auth0 with what the preset asks for.",
    ),
    (
        NotFound,
        "Auth0 does not know the self-service profile, or what the ticket is for.",
        "Check the preset's profile and the connection, then issue the ticket again.",
    ),
    (
        Invalid,
        "Auth0 refuses the request.",
        "Change what Auth0 names, then issue the ticket again.",
    ),
    (
        UnexpectedAnswer,
        "Auth0 answered something the portal does not understand.",
        "Issue the ticket again; if it happens again, show this text to an operator.",
    ),
)


def explain(error: Auth0Error) -> tuple[str, str]:
    """Return the problem, with Auth0's own words in it, and the remedy."""
    for kind, problem, remedy in _EXPLANATIONS:
        if isinstance(error, kind):
            return f"{problem} Auth0 says: {error}", remedy
    return f"Auth0 refuses this: {error}", "Ask an operator to look at the tenant's logs."
