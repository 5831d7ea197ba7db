"""The access token: fetched once, renewed in time, its secrets kept."""

import sys
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from types import SimpleNamespace
from urllib.parse import parse_qs

import jwt
import pytest
import time_machine
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from portal.auth0 import (
    Auth0,
    BadCredentials,
    ClientSecret,
    PrivateKeyJwt,
    RateLimited,
    Unavailable,
    UnexpectedAnswer,
)
from tests.portal.auth0.conftest import SECRET, Reply
from tests.processes import wait_for

ORGANIZATION = {"id": "org_P89lKyIy4Dni49BE", "name": "acme"}


@pytest.fixture(scope="module")
def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def key_pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def form_of(request):
    return {name: values[0] for name, values in parse_qs(request.body.decode()).items()}


def waiting_for_another_thread():
    """How many threads wait for what another one fetches."""
    callers = (frame.f_back for frame in sys._current_frames().values())
    return sum(one.f_code is Future.result.__code__ for one in callers if one)


def grant(**changes):
    return Reply(body={"access_token": "token-x", "expires_in": 86_400, **changes})


def test_token_is_asked_for_with_the_secret(wire, auth0):
    wire.answers(Reply(body=ORGANIZATION))

    auth0.organizations.get(ORGANIZATION["id"])

    assert form_of(wire.token_calls[0]) == {
        "grant_type": "client_credentials",
        "client_id": "the-client",
        "client_secret": SECRET,
        "audience": f"{wire.url}/api/v2/",
    }
    assert wire.calls[0].headers["authorization"] == "Bearer token-1"


def test_token_is_asked_for_with_a_signed_assertion(wire, key, key_pem):
    auth0 = Auth0(
        wire.url,
        PrivateKeyJwt("the-client", key_pem, key_id="key-1"),
        audience="https://acme.eu.auth0.com/api/v2/",
    )

    auth0.granted_scopes()

    form = form_of(wire.token_calls[0])
    assert "client_secret" not in form
    assert form["audience"] == "https://acme.eu.auth0.com/api/v2/"
    assert form["client_assertion_type"].endswith(":jwt-bearer")
    assertion = form["client_assertion"]
    claims = jwt.decode(
        assertion, key.public_key(), algorithms=["RS256"], audience="https://acme.eu.auth0.com/"
    )
    assert claims["iss"] == claims["sub"] == "the-client"
    assert claims["exp"] - claims["iat"] == 180
    assert claims["jti"]
    assert jwt.get_unverified_header(assertion)["kid"] == "key-1"


@pytest.mark.parametrize("pem", ["", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END"])
def test_an_unusable_private_key_is_bad_credentials(wire, pem):
    auth0 = Auth0(wire.url, PrivateKeyJwt("the-client", pem))

    with pytest.raises(BadCredentials, match="unencrypted PEM"):
        auth0.granted_scopes()

    assert wire.received == []


def test_an_algorithm_that_does_not_fit_the_key_is_bad_credentials(wire, key_pem):
    auth0 = Auth0(wire.url, PrivateKeyJwt("the-client", key_pem, algorithm="ES256"))

    with pytest.raises(BadCredentials):
        auth0.granted_scopes()


def test_token_is_kept_until_shortly_before_its_end(wire, auth0, monkeypatch):
    wire.token_replies = [grant(expires_in=3600, access_token="first"), grant(access_token="next")]
    wire.answers(*[Reply(body=ORGANIZATION)] * 3)
    clock = SimpleNamespace(time=time.time)
    monkeypatch.setattr("portal.auth0.transport.tokens.time", clock)

    for seconds in (0.0, 3539.0, 3541.0):
        clock.monotonic = partial(float, seconds)
        auth0.organizations.get(ORGANIZATION["id"])

    used = [call.headers["authorization"] for call in wire.calls]
    assert used == ["Bearer first", "Bearer first", "Bearer next"]


def test_token_outlives_a_moved_clock(wire, auth0):
    wire.answers(*[Reply(body=ORGANIZATION)] * 2)

    auth0.organizations.get(ORGANIZATION["id"])
    with time_machine.travel(time.time() + 90_000):
        auth0.organizations.get(ORGANIZATION["id"])

    assert len(wire.token_calls) == 1


def test_token_is_fetched_once_by_many_threads(wire, auth0):
    ready = threading.Event()
    wire.token_replies = [Reply(body=grant().body, wait_for=ready)]
    wire.answers(*[Reply(body=ORGANIZATION)] * 8)

    with ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(auth0.organizations.get, ORGANIZATION["id"]) for _ in range(8)]
        ready.set()
        for call in calls:
            call.result()

    assert len(wire.token_calls) == 1


def test_a_failed_fetch_is_shared_by_those_who_waited_for_it(wire, auth0, waits):
    hang = threading.Event()
    wire.token_replies = [Reply(503, wait_for=hang), Reply(503), Reply(503)]

    with ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(auth0.organizations.get, ORGANIZATION["id"]) for _ in range(8)]
        wait_for(lambda: waiting_for_another_thread() == 7, "The other seven")
        hang.set()
        failures = [call.exception() for call in calls]

    assert {type(failure) for failure in failures} == {Unavailable}
    assert len(wire.token_calls) == 3


def test_a_failed_fetch_is_tried_again_by_the_next_call(wire, auth0, waits):
    wire.token_replies = [Reply(503)] * 3
    wire.answers(Reply(body=ORGANIZATION))
    with pytest.raises(Unavailable):
        auth0.granted_scopes()

    assert auth0.organizations.get(ORGANIZATION["id"]).name == "acme"


def test_token_is_fetched_again_once_when_auth0_does_not_take_it(wire, auth0):
    wire.answers(Reply(401, {"message": "Invalid token."}), Reply(201, ORGANIZATION))

    auth0.organizations.create(name="acme")

    assert [call.headers["authorization"] for call in wire.calls] == [
        "Bearer token-1",
        "Bearer token-2",
    ]


def test_a_fresh_token_that_is_refused_ends_the_attempt(wire, auth0):
    wire.answers(*[Reply(401, {"message": "Client is not global."})] * 2)

    with pytest.raises(BadCredentials, match="Client is not global"):
        auth0.organizations.get(ORGANIZATION["id"])

    assert len(wire.calls) == 2


def test_granted_scopes_come_with_the_token(wire, auth0):
    assert auth0.granted_scopes() == {"read:organizations", "read:connections"}


def test_no_granted_scope_is_an_empty_set(wire, auth0):
    wire.token_replies = [Reply(body={"access_token": "x", "expires_in": 60})]

    assert auth0.granted_scopes() == frozenset()


@pytest.mark.parametrize("status", [400, 401, 403])
def test_refused_credentials_are_told_without_the_secret(wire, auth0, status):
    wire.token_replies = [
        Reply(status, {"error": "access_denied", "error_description": "Unauthorized"})
    ]

    with pytest.raises(BadCredentials) as caught:
        auth0.organizations.list()

    assert "Unauthorized" in str(caught.value)
    assert caught.value.error_code == "access_denied"
    assert SECRET not in str(caught.value)


def test_a_failing_token_endpoint_is_asked_again_and_then_unavailable(wire, auth0, waits):
    wire.token_replies = [Reply(503), Reply(drop=True), Reply(503)]

    with pytest.raises(Unavailable):
        auth0.organizations.list()

    assert len(wire.token_calls) == 3


def test_a_limited_token_endpoint_tells_when_to_come_back(wire, auth0, waits):
    wire.token_replies = [Reply(429, {"error": "too_many_requests"}, headers={"Retry-After": "90"})]

    with pytest.raises(RateLimited) as caught:
        auth0.organizations.list()

    assert caught.value.retry_after == 90


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        {},
        {"access_token": "", "expires_in": 1},
        {"access_token": "secret-token"},
        {"access_token": "secret-token", "expires_in": "soon"},
        {"access_token": "secret-token", "expires_in": 1, "scope": ["a"]},
        {"access_token": "secret-token\r\nX-Other: 1", "expires_in": 1},
        {"access_token": "secret-tokén", "expires_in": 1},
        {"access_token": 7, "expires_in": 1},
        b"[" * 100_000,
        [],
    ],
)
def test_an_odd_token_answer_is_unexpected_and_kept_secret(wire, auth0, body):
    wire.token_replies = [Reply(body=body)]

    with pytest.raises(UnexpectedAnswer) as caught:
        auth0.granted_scopes()

    assert "secret-token" not in repr(caught.value)
    assert caught.value.__cause__ is None


def test_credentials_hide_their_secrets():
    assert SECRET not in repr(ClientSecret("the-client", SECRET))
    assert "PEM" not in repr(PrivateKeyJwt("the-client", "-----BEGIN PEM"))
