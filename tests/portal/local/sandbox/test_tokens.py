import time
import uuid

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture(scope="session")
def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def registered(auth0, key):
    """A key pair of which the sandbox knows the public half."""
    pem = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    auth0.control("credentials", public_key=pem.decode())
    return key


def assertion(auth0, key, **changes):
    now = int(time.time())
    client_id = auth0.sandbox.client_id
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": f"{auth0.sandbox.url}/",
        "iat": now,
        "exp": now + 180,
        "jti": str(uuid.uuid4()),
    }
    return jwt.encode({**claims, **changes}, key, "RS256")


def by_assertion(auth0, signed):
    body = auth0.credentials(client_assertion_type=JWT_BEARER, client_assertion=signed)
    del body["client_secret"]
    return auth0.http.post("/oauth/token", data=body)


def test_gives_a_token_for_the_client_secret(auth0):
    answer = auth0.http.post("/oauth/token", data=auth0.credentials())

    body = answer.json()
    assert answer.status_code == 200
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 86_400)
    assert "create:sso_access_tickets" in body["scope"].split()


def test_takes_json_too(auth0):
    assert auth0.http.post("/oauth/token", json=auth0.credentials()).status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "status", "error"),
    [
        ("client_secret", "wrong", 401, "access_denied"),
        ("client_id", "nobody", 401, "access_denied"),
        ("audience", "https://other.example/api/v2/", 403, "access_denied"),
        ("grant_type", "password", 403, "unsupported_grant_type"),
    ],
)
def test_refuses_in_the_oauth_envelope(auth0, field, value, status, error):
    answer = auth0.http.post("/oauth/token", data=auth0.credentials(**{field: value}))

    assert answer.status_code == status
    assert answer.json()["error"] == error
    assert set(answer.json()) == {"error", "error_description"}


def test_gives_a_token_for_a_signed_assertion(auth0, registered):
    assert by_assertion(auth0, assertion(auth0, registered)).status_code == 200


def test_refuses_an_assertion_before_a_key_is_registered(auth0, key):
    assert by_assertion(auth0, assertion(auth0, key)).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [{"aud": "https://other.example/"}, {"exp": 1}, {"sub": "other"}, {"iss": "other"}],
)
def test_refuses_an_assertion_with_wrong_claims(auth0, registered, changes):
    assert by_assertion(auth0, assertion(auth0, registered, **changes)).status_code == 401


def test_refuses_an_assertion_by_another_key(auth0, registered):
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    assert by_assertion(auth0, assertion(auth0, other)).status_code == 401


def test_tokens_and_assertions_follow_real_time(auth0, registered):
    auth0.advance(30 * 86_400)

    assert auth0.api.get("organizations").status_code == 200
    assert by_assertion(auth0, assertion(auth0, registered)).status_code == 200


@pytest.mark.parametrize("header", ["", "Bearer x", "Basic abc"])
def test_refuses_calls_without_a_good_token(auth0, header):
    answer = auth0.http.get("/api/v2/organizations", headers={"Authorization": header})

    assert answer.status_code == 401
    assert answer.json()["error"] == "Unauthorized"
