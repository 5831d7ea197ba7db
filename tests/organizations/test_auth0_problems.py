"""Every error of Auth0 is told in words, with something to do about it."""

import pytest

from organizations import auth0_problems
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
from tickets.services.lifecycle.explain import explain

ERRORS = [
    BadCredentials("No."),
    Conflict("No."),
    Forbidden("No."),
    Invalid("No {braces}."),
    MissingScope("No."),
    NotFound("No."),
    OutcomeUnknown("No."),
    RateLimited("No.", retry_after=0.2),
    Unavailable("No."),
    UnexpectedAnswer("No.", request_id="req_1"),
    Auth0Error("No."),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_each_error_is_told_in_the_same_words_everywhere(error: Auth0Error) -> None:
    told, of_a_ticket = auth0_problems.explain(error), explain(error)

    assert told.what and told.remedy and of_a_ticket.remedy
    assert told.what == of_a_ticket.what


@pytest.mark.parametrize(
    ("wait", "remedy"), [(0.2, "Try again in 1 second."), (30, "Try again in 30 seconds.")]
)
def test_a_rate_limit_says_how_long_to_wait(wait: float, remedy: str) -> None:
    assert auth0_problems.explain(RateLimited("No.", retry_after=wait)).remedy == remedy


@pytest.mark.parametrize("message", ["A connection of this name exists", "No such thing."])
def test_auth0s_message_ends_before_the_remedy_begins(message: str) -> None:
    told = str(auth0_problems.explain(Conflict(message)))

    assert f"{message.removesuffix('.')}. Choose another name" in told


def test_an_unexpected_answer_names_its_request() -> None:
    told = auth0_problems.explain(UnexpectedAnswer("No.", request_id="req_1"))

    assert (
        told.remedy == "Try again. If the problem continues, tell an operator the request id req_1."
    )
