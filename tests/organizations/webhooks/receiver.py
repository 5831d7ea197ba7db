"""A receiver of webhooks, as a real server: it checks signatures by the library, or misbehaves."""

import contextlib
import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

_MEGABYTE = b"x" * 2**20


class Receiver(ThreadingHTTPServer):
    """`mode` is ok, slack, fail, hang, redirect, slow, big, gone or drip; what comes is kept."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, tls: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.mode = "ok"
        self.secret = ""
        # By path: what came, in the order in which it came.
        self.got: list[tuple[str, dict[str, str], str]] = []
        self.forged = 0
        self.sent = 0
        self.ending = threading.Event()

    def url(self, path: str = "/hooks") -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(body) for _path, _headers, body in self.got]

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for _path, headers, _body in self.got]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Of a caller that hung up there is nothing to tell."""


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        if self.server.secret:
            try:
                Webhook(self.server.secret).verify(body, headers)
            except WebhookVerificationError:
                self.server.forged += 1
        self.server.got.append((self.path, headers, body))
        with contextlib.suppress(OSError):
            getattr(self, f"_{self.server.mode}")()

    def _ok(self) -> None:
        self._answer(200, b"thanks")

    def _slack(self) -> None:
        self._answer(200, b"ok")

    def _fail(self) -> None:
        self._answer(500, b"no room")

    def _gone(self) -> None:
        self._answer(410, b"")

    def _redirect(self) -> None:
        self.send_response(302)
        self.send_header("Location", self.server.url("/elsewhere"))
        self.end_headers()

    def _hang(self) -> None:
        self.server.ending.wait(30)

    def _slow(self) -> None:
        time.sleep(0.2)
        self._answer(200, b"at last")

    def _drip(self) -> None:
        """A byte of a header now and then, so that no single read takes long."""
        while not self.server.ending.wait(0.05):
            self.wfile.write(b"H")
            self.wfile.flush()

    def _big(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(100 * len(_MEGABYTE)))
        self.end_headers()
        for _ in range(100):
            self.wfile.write(_MEGABYTE)
            self.server.sent += len(_MEGABYTE)

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None: ...


@contextmanager
def listening(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver that listens until the end of the block, by HTTPS with a context for it."""
    receiver = Receiver(tls)
    thread = threading.Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.ending.set()
        receiver.shutdown()
        thread.join()
        receiver.server_close()
