"""Each answer of Auth0 becomes the error that says what can be done about it."""

import json
import pickle

import pytest

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
    Refused,
    Unavailable,
    UnexpectedAnswer,
)
from portal.auth0.errors import error_for


def envelope(status, message, code=None):
    body = {"statusCode": status, "error": "Reason", "message": message}
    return json.dumps(body | ({"errorCode": code} if code else {})).encode()


@pytest.mark.parametrize(
    ("status", "message", "code", "kind"),
    [
        (400, "Payload validation error: 'x' on property name.", "invalid_body", Invalid),
        (401, "Invalid token.", None, BadCredentials),
        (403, "Please upgrade your subscription", "insufficient_entitlement", Forbidden),
        (404, "Profile with ID: ssp_x not found", None, NotFound),
        (409, "An organization with this name exists", "organization_conflict", Conflict),
        (414, "URI too long", None, Invalid),
        (418, "I am a teapot", None, Refused),
        (500, "Internal", None, Unavailable),
        (503, "Later", None, Unavailable),
        (302, "Elsewhere", None, UnexpectedAnswer),
    ],
)
def test_error_for_names_the_kind_of_each_status(status, message, code, kind):
    error = error_for(status, {"x-request-id": "req-1"}, envelope(status, message, code))

    assert type(error) is kind
    assert error.status == status
    assert error.error_code == (code or "")
    assert error.request_id == "req-1"
    if kind is not UnexpectedAnswer:
        assert error.message == message


def test_error_for_lists_the_scopes_any_of_which_would_do():
    message = "Insufficient scope; expected any of: read:organizations,read:organizations_summary."

    error = error_for(403, {}, envelope(403, message, "insufficient_scope"))

    assert isinstance(error, MissingScope)
    assert error.scopes == ("read:organizations", "read:organizations_summary")


def test_error_for_reads_the_oauth_envelope():
    body = b'{"error":"access_denied","error_description":"Unauthorized"}'

    error = error_for(401, {}, body)

    assert (error.message, error.error_code) == ("Unauthorized", "access_denied")


@pytest.mark.parametrize("body", [b"", b"<html>gateway</html>", b"[1]", b'{"message": 7}', b"\xff"])
def test_error_for_survives_any_body(body):
    error = error_for(502, {}, body)

    assert isinstance(error, Unavailable)
    assert error.message == "Auth0 responded with 502 Bad Gateway."


def test_error_for_leaves_the_outcome_open_when_it_may_have_happened():
    error = error_for(500, {}, b"", may_have_happened=True)

    assert isinstance(error, OutcomeUnknown)
    assert isinstance(error, Unavailable)


def test_errors_tell_everything_in_their_text():
    error = error_for(404, {"x-request-id": "req-1"}, envelope(404, "Gone", "inexistent"))

    assert str(error) == "Gone [404, inexistent, request req-1]"
    assert str(Auth0Error("Lost")) == "Lost"


@pytest.mark.parametrize(
    "error",
    [
        RateLimited("Too many", retry_after=3.5, status=429, request_id="req-1"),
        error_for(403, {}, envelope(403, "expected any of: read:logs", "insufficient_scope")),
    ],
)
def test_errors_travel_between_processes(error):
    copy = pickle.loads(pickle.dumps(error))

    assert type(copy) is type(error)
    assert copy.__dict__ == error.__dict__
    assert str(copy) == str(error)
