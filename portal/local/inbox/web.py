"""The HTTP side: Mailpit's JSON calls and the pages for people."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from . import json_api, pages
from .mail import Mail
from .mailbox import Mailbox

FILES = {
    "inbox.css": "text/css; charset=utf-8",
    "inbox.js": "text/javascript; charset=utf-8",
}
PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
# A mail's own HTML: it may look as it likes and open links in a new tab, and nothing else.
MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:; base-uri 'self'; frame-ancestors 'self'"
)
MOST_PER_PAGE = 500


@dataclass(frozen=True)
class Answer:
    body: str
    type: str = "text/html; charset=utf-8"
    status: int = HTTPStatus.OK
    headers: dict[str, str] = field(default_factory=dict)


class BadRequest(ValueError):
    """The request cannot be understood; the message says which part and why."""


class InboxServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, host: str, port: int, mailbox: Mailbox) -> None:
        super().__init__((host, port), Handler)
        self.mailbox = mailbox


class Handler(BaseHTTPRequestHandler):
    server: InboxServer
    protocol_version = "HTTP/1.1"
    server_version = "DemoInbox"
    timeout = 30

    def do_GET(self) -> None:
        self._answer(GET_ROUTES)

    do_HEAD = do_GET

    def do_POST(self) -> None:
        self._answer(POST_ROUTES)

    def do_DELETE(self) -> None:
        self._answer(DELETE_ROUTES)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the addresses asked for hold the ids of mails."""

    def _answer(self, routes: "Routes") -> None:
        self._skip_body()
        url = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        if self.headers.get("Sec-Fetch-Site") == "cross-site" and routes is not GET_ROUTES:
            answer = _text("Another site may not do this.", HTTPStatus.FORBIDDEN)
        else:
            answer = _route(routes, self.server.mailbox, url.path, query)
        self._send(answer)

    def _skip_body(self) -> None:
        """Read what came with the request, or the next one on this connection starts there."""
        length = self.headers.get("Content-Length", "0")
        if length.isdecimal():
            self.rfile.read(int(length))
        else:
            self.close_connection = True

    def _send(self, answer: Answer) -> None:
        body = answer.body.encode()
        self.send_response(answer.status)
        headers = {
            "Content-Type": answer.type,
            "Content-Length": str(len(body)),
            "Content-Security-Policy": PAGE_POLICY,
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            **answer.headers,
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _list_messages(mailbox: Mailbox, query: dict[str, str]) -> Answer:
    start, limit = _number(query, "start", 0), _number(query, "limit", 50)
    return _json(json_api.messages(mailbox, start=start, limit=min(limit, MOST_PER_PAGE)))


def _show_message(mailbox: Mailbox, query: dict[str, str], id: str) -> Answer:
    mail = mailbox.get(id)
    return _json(json_api.message(mail)) if mail else _text("Message not found", 404)


def _delete_messages(mailbox: Mailbox, query: dict[str, str]) -> Answer:
    mailbox.clear()
    return _text("ok")


def _list_page(mailbox: Mailbox, query: dict[str, str]) -> Answer:
    return Answer(pages.inbox(mailbox, start=_number(query, "start", 0)))


def _mail_page(mailbox: Mailbox, query: dict[str, str], id: str) -> Answer:
    mail = mailbox.get(id)
    if not mail:
        return Answer(pages.missing(), status=HTTPStatus.NOT_FOUND)
    return Answer(pages.mail(mail, part=query.get("part", "")))


def _mail_html(mailbox: Mailbox, query: dict[str, str], id: str) -> Answer:
    mail = mailbox.get(id)
    if not mail:
        return Answer(pages.missing(), status=HTTPStatus.NOT_FOUND)
    return Answer(_in_new_tab(mail), headers={"Content-Security-Policy": MAIL_POLICY})


def _delete_all(mailbox: Mailbox, query: dict[str, str]) -> Answer:
    mailbox.clear()
    return Answer("", status=HTTPStatus.SEE_OTHER, headers={"Location": "/"})


def _file(mailbox: Mailbox, query: dict[str, str], name: str) -> Answer:
    if name not in FILES:
        return _text("No such file", 404)
    return Answer((Path(__file__).parent / "pages" / name).read_text(), type=FILES[name])


Routes = list[tuple[re.Pattern[str], Callable[..., Answer]]]
GET_ROUTES: Routes = [
    (re.compile(r"/"), _list_page),
    (re.compile(r"/message/([^/]+)/"), _mail_page),
    (re.compile(r"/message/([^/]+)/html"), _mail_html),
    (re.compile(r"/api/v1/messages"), _list_messages),
    (re.compile(r"/api/v1/message/([^/]+)"), _show_message),
    (re.compile(r"/static/([^/]+)"), _file),
]
POST_ROUTES: Routes = [(re.compile(r"/delete-all"), _delete_all)]
DELETE_ROUTES: Routes = [(re.compile(r"/api/v1/messages"), _delete_messages)]


def _route(routes: Routes, mailbox: Mailbox, path: str, query: dict[str, str]) -> Answer:
    for pattern, view in routes:
        if match := pattern.fullmatch(path):
            try:
                return view(mailbox, query, *match.groups())
            except BadRequest as error:
                return _text(str(error), HTTPStatus.BAD_REQUEST)
    return Answer(pages.missing(), status=HTTPStatus.NOT_FOUND)


def _number(query: dict[str, str], name: str, default: int) -> int:
    value = query.get(name, str(default))
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise BadRequest(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def _in_new_tab(mail: Mail) -> str:
    """The mail's HTML with its links leading out of the frame."""
    base = '<base target="_blank">'
    html, found = re.subn(r"(?i)(<head[^>]*>)", rf"\1{base}", mail.html, count=1)
    return html if found else base + html


def _json(value: dict[str, Any]) -> Answer:
    return Answer(json.dumps(value, ensure_ascii=False), type="application/json; charset=utf-8")


def _text(text: str, status: int = HTTPStatus.OK) -> Answer:
    return Answer(text, type="text/plain; charset=utf-8", status=status)
