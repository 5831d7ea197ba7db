"""A small HTTP server that answers what a test tells it to, faults of the wire included."""

import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import pytest

from portal.auth0 import Auth0, ClientSecret, Organization, Profile
from tests.sandbox_process import CLIENT_ID, CLIENT_SECRET, Sandbox

SECRET = "the-client-secret"


@dataclass
class Reply:
    """One answer of the scripted server; `drop` closes the connection in place of it."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    wait_for: threading.Event | None = None


@dataclass
class Received:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Scripted:
    """Answers /oauth/token with a numbered token, other calls with the replies in their order."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.token_replies: list[Reply] = []
        self.received: list[Received] = []
        self.url = ""

    def answers(self, *replies: Reply) -> None:
        self.replies.extend(replies)

    @property
    def calls(self) -> list[Received]:
        return [one for one in self.received if one.path != "/oauth/token"]

    @property
    def token_calls(self) -> list[Received]:
        return [one for one in self.received if one.path == "/oauth/token"]

    def reply_to(self, request: Received) -> Reply:
        if request.path != "/oauth/token":
            return self.replies.pop(0)
        if self.token_replies:
            return self.token_replies.pop(0)
        number = len(self.token_calls)
        return Reply(
            body={
                "access_token": f"token-{number}",
                "expires_in": 86_400,
                "scope": "read:organizations read:connections",
                "token_type": "Bearer",
            }
        )


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script: Scripted

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Received(self.command, self.path, headers, body)
        self.script.received.append(request)
        reply = self.script.reply_to(request)
        if reply.wait_for:
            reply.wait_for.wait(10)
        if reply.drop:
            # Reset, so that the client notices at once.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            return
        raw = reply.body if isinstance(reply.body, bytes) else b""
        if not isinstance(reply.body, bytes) and reply.body is not None:
            raw = json.dumps(reply.body).encode()
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = answer

    def log_message(self, format: str, *args: Any) -> None:
        """Tests print what they need themselves."""


@contextmanager
def serving(script: Scripted) -> Iterator[Scripted]:
    handler = type("ScriptedHandler", (Handler,), {"script": script})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        script.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield script
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def wire() -> Iterator[Scripted]:
    with serving(Scripted()) as script:
        yield script


@pytest.fixture
def auth0(wire: Scripted) -> Auth0:
    return Auth0(wire.url, ClientSecret("the-client", SECRET))


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds the client would have slept, which a test need not."""
    slept: list[float] = []
    clock = SimpleNamespace(sleep=slept.append, time=time.time, monotonic=time.monotonic)
    monkeypatch.setattr("portal.auth0.transport.retries.time", clock)
    return slept


@pytest.fixture
def tenant_client(sandbox: Sandbox) -> Auth0:
    """A client of the sandbox, which holds the demo's customers."""
    sandbox.reset("demo")
    return Auth0(sandbox.url, ClientSecret(CLIENT_ID, CLIENT_SECRET))


@pytest.fixture
def globex(tenant_client: Auth0) -> Organization:
    """A customer's organization without connections or domains."""
    return tenant_client.organizations.by_name("globex")


@pytest.fixture
def profile(tenant_client: Auth0) -> Profile:
    return tenant_client.profiles.list().items[0]
