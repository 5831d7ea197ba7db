"""The sandbox as an object: an HTTP server on a thread, with all that belongs to it."""

import contextlib
import os
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from portal.local.auth0_sandbox.clock import Clock
from portal.local.auth0_sandbox.dns.dns_server import DnsServer
from portal.local.auth0_sandbox.messages import Answer, Request
from portal.local.auth0_sandbox.tenant import seed, state, tokens
from portal.local.auth0_sandbox.tenant.activity.streams import Pusher
from portal.local.auth0_sandbox.tenant.state import State
from portal.local.auth0_sandbox.tenant.tenant import ApiClient, Tenant

from . import scopes
from .front import Front

CLIENT_ID = "sandboxSandboxSandboxSandbox0001"
CLIENT_SECRET = "sandbox-secret-for-local-use-only-0123456789-abcdefghijklmnopqrst"
SAVE_EVERY = 0.5  # seconds, when something changed
LARGEST_BODY = 5_000_000  # bytes


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    public_url: str = "",
    dns_port: int | None = None,
    plan: str = "unlimited",
    state_file: Path | None = None,
    clock_file: Path | None = None,
    seed_name: str = "empty",
) -> "Sandbox":
    """Start a sandbox and return it; port 0 takes a free one. The caller closes it.

    `state_file` makes it survive restarts, `clock_file` shares its clock with other processes.
    Credentials come from SANDBOX_CLIENT_ID and SANDBOX_CLIENT_SECRET.
    """
    server = Server((host, port), Handler)
    api_client = ApiClient(
        os.environ.get("SANDBOX_CLIENT_ID", CLIENT_ID),
        os.environ.get("SANDBOX_CLIENT_SECRET", CLIENT_SECRET),
    )
    url = (public_url or f"http://{host}:{server.server_port}").rstrip("/")
    tenant = Tenant(url, api_client, plan, Clock(clock_file))
    known = state.load(state_file) if state_file else None
    tenant.state = known or State(signing_key=tokens.new_signing_key(), scopes=scopes.GRANTED[:])
    if known:
        tenant.clock.set_offset(max(tenant.clock.offset, known.clock_offset))
    else:
        seed.SEEDS[seed_name](tenant)
    server.front = Front(tenant)
    dns = None if dns_port is None else DnsServer(tenant, host, dns_port)
    return Sandbox(tenant, server, state_file, dns)


class Sandbox:
    def __init__(
        self, tenant: Tenant, server: "Server", state_file: Path | None, dns: DnsServer | None
    ) -> None:
        self._tenant = tenant
        self._server = server
        self._file = state_file
        self._dns = dns
        self._stop = threading.Event()
        self._pusher = Pusher(tenant)
        self._threads = [threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)]
        if state_file:
            self._threads.append(threading.Thread(target=self._keep_saving, daemon=True))
        for thread in self._threads:
            thread.start()

    @property
    def url(self) -> str:
        return self._tenant.public_url

    @property
    def audience(self) -> str:
        return self._tenant.audience

    @property
    def client_id(self) -> str:
        return self._tenant.api_client.client_id

    @property
    def client_secret(self) -> str:
        return self._tenant.api_client.client_secret

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def dns_port(self) -> int:
        """The UDP port of its DNS server, 0 when there is none."""
        return self._dns.port if self._dns else 0

    def close(self) -> None:
        """Stop, and save what there is to save."""
        self._stop.set()
        self._server.shutdown()
        self._server.close_connections()
        self._server.server_close()
        self._pusher.close()
        if self._dns:
            self._dns.close()
        for thread in self._threads:
            thread.join()
        self._save()

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    def _keep_saving(self) -> None:
        while not self._stop.wait(SAVE_EVERY):
            self._save()

    def _save(self) -> None:
        if not self._file:
            return
        with self._tenant.lock:
            if not self._server.front.take_changed():
                return
            self._tenant.state.clock_offset = self._tenant.clock.offset
            state.save(self._tenant.state, self._file)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    front: Front

    def __init__(self, *args: Any) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(*args)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._open.discard(request)

    def close_connections(self) -> None:
        """End the connections that clients keep open, or they would be served after the end."""
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error of ours; anything else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "Auth0Sandbox"
    disable_nagle_algorithm = True
    timeout = 75

    def do_GET(self) -> None:
        request = self._read()
        if request is None:
            return
        answer = self.server.front.answer(request)
        if answer is None:
            self.close_connection = True
        else:
            self._send(answer)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: addresses hold tickets, and the control plane lists every request."""

    def _read(self) -> Request | None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > LARGEST_BODY or self._chunked():
            self.close_connection = True
            self._send(Answer(413))
            return None
        return Request(
            method=self.command,
            target=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(length)),
            ip=self.client_address[0],
        )

    def _chunked(self) -> bool:
        return "chunked" in self.headers.get("Transfer-Encoding", "").lower()

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.type)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        body = b"" if self.command == "HEAD" or answer.status == 204 else answer.body
        # One write: headers and body in separate packets would wait for each other.
        self._headers_buffer.append(b"\r\n" + body)  # type: ignore[attr-defined]
        self.flush_headers()
