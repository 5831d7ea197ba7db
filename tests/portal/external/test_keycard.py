"""Keycard's API, as far as the portal reads it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from portal.external.keycard import Keycard, KeycardError
from tests.keycard_process import KEY

# The example of the reference, as it stands there.
DOCUMENTED = b"""{
  "id": "id", "client_id": "client_id", "client_secret_set": true,
  "created_at": "2019-12-27T18:11:19.117Z", "identifier": "x",
  "updated_at": "2019-12-27T18:11:19.117Z",
  "permissions": {
    "organizations": {"read": true, "update": true}, "users": {"read": true, "list": true}
  },
  "protocols": {
    "oauth2": {
      "authorization_endpoint": "https://example.com",
      "code_challenge_methods_supported": ["string"], "jwks_uri": "https://example.com",
      "registration_endpoint": "https://example.com", "scopes_supported": ["string"],
      "token_endpoint": "https://example.com"
    },
    "openid": {"userinfo_endpoint": "https://example.com"}
  }
}"""


@contextmanager
def answering(body: bytes) -> Iterator[tuple[Keycard, list[BaseHTTPRequestHandler]]]:
    """A server that answers one request with this body, and the request it got."""
    seen: list[BaseHTTPRequestHandler] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        yield Keycard(f"http://127.0.0.1:{server.server_port}/", KEY), seen
        thread.join()


def test_asks_as_the_reference_says_and_reads_every_field_of_its_example():
    with answering(DOCUMENTED) as (keycard, seen):
        found = keycard.sso_connection("x/../y")

    [request] = seen
    assert request.path == "/organizations/x%2F..%2Fy/sso-connection?expand%5B%5D=permissions"
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert len(request.headers["X-Client-Request-ID"]) == 36
    assert found
    moment = datetime(2019, 12, 27, 18, 11, 19, 117_000, tzinfo=UTC)
    assert (found.id, found.identifier, found.client_id) == ("id", "x", "client_id")
    assert (found.client_secret_set, found.created_at, found.updated_at) == (True, moment, moment)
    names = ("Authorization", "Token", "Keys", "Registration", "User info")
    assert found.endpoints == tuple((name, "https://example.com") for name in names)
    assert (found.scopes, found.code_challenge_methods) == (("string",), ("string",))
    assert found.permissions == (("organizations", ("read", "update")), ("users", ("read", "list")))


def test_finds_by_id_and_by_label_with_what_is_optional_or_without(keycard: str):
    client = Keycard(keycard, KEY)

    by_label, by_id = (
        client.sso_connection(name) for name in ("umbra-biotech", "org0umbra0biotech0000000000")
    )
    plain = client.sso_connection("initech")

    assert by_label == by_id
    assert by_label
    assert by_label.permissions == (("organizations", ("read",)), ("users", ("read",)))
    assert plain
    assert (plain.endpoints, plain.scopes) == ((), ())


def test_knows_that_there_is_none(keycard: str):
    assert Keycard(keycard, KEY).sso_connection("nobody") is None


@pytest.mark.parametrize(
    ("organization", "key", "words"),
    [
        ("umbra-biotech", "wrong", "PORTAL_KEYCARD_API_KEY"),
        ("broken", KEY, "returned 500"),
        ("slow", KEY, "Try again in a minute"),
    ],
)
def test_says_what_is_wrong_and_what_to_do(keycard: str, organization: str, key: str, words: str):
    with pytest.raises(KeycardError, match=words):
        Keycard(keycard, key).sso_connection(organization)


def test_says_that_keycard_does_not_answer():
    with pytest.raises(KeycardError, match="respond"):
        Keycard("http://127.0.0.1:1", KEY).sso_connection("umbra-biotech")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"null", b"<html>", DOCUMENTED.replace(b"2019", b"never")]
)
def test_survives_answers_of_another_shape(body: bytes):
    with answering(body) as (keycard, _), pytest.raises(KeycardError, match="can't read"):
        keycard.sso_connection("x")
