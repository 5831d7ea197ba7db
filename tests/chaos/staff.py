"""Staff who work at the pages over HTTP while everything breaks: lists, review, send, resend."""

import queue
import random
import re
import threading
import time
from dataclasses import dataclass
from typing import Any

import httpx

from tests.tickets.pages.html import fields_of

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LISTS = ("/", "/customers/", "/tickets/", "/mails/", "/bulk/", "/customers/?q=desk")
Wanted = tuple[int, int, int]


@dataclass(frozen=True)
class Visit:
    """One answer that a member of staff got; status 0: none. Moments on the monotonic clock."""

    what: str
    status: int
    since: float
    until: float


class Staff:
    """One person at the desk, on a thread of their own."""

    def __init__(self, url: str, email: str, password: str, todo: "queue.Queue[Wanted]") -> None:
        self.visits: list[Visit] = []
        self.sent: list[str] = []
        self._url, self._email, self._password, self._todo = url, email, password, todo
        self._dice = random.Random(email)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name=email, daemon=True)
        self._http = httpx.Client(base_url=url, timeout=60)

    def begin(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(90)
        self._http.close()

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                self._sign_in()
                while not self._stop.is_set():
                    self._turn()
            except _Away:
                # As a person does who sees an error page: a moment later, once more.
                self._stop.wait(1)

    def _turn(self) -> None:
        choice = self._dice.random()
        if choice < 0.15 and self.sent:
            self._resend(self._dice.choice(self.sent))
        elif choice < 0.4:
            self._get("list", self._dice.choice(LISTS))
        else:
            try:
                wanted = self._todo.get_nowait()
            except queue.Empty:
                self._get("list", self._dice.choice(LISTS))
                self._stop.wait(0.5)
                return
            try:
                self._send(*wanted)
            except _Away:
                self._todo.put(wanted)
                raise

    def _sign_in(self) -> None:
        self._http.cookies.clear()
        page = self._get("sign in", "/account/login/")
        form = {"login": self._email, "password": self._password}
        self._post("sign in", "/account/login/", page, form)

    def _send(self, customer: int, preset: int, contact: int) -> None:
        """Review a ticket and send it; until the portal said so, it is not done."""
        self._get("customer", f"/customers/{customer}/")
        address = f"/tickets/new/review/?customer={customer}&preset={preset}&contact={contact}"
        page = self._get("review", address)
        try:
            form = fields_of(page, "ticket")
        except StopIteration:
            raise _Away from None
        answer = self._post("send", address, page, {**form, "send": "1"})
        found = re.fullmatch(r"/tickets/\d+/", answer.headers.get("Location", ""))
        if not found:
            raise _Away
        self.sent.append(found[0])

    def _resend(self, address: str) -> None:
        page = self._get("ticket", address)
        self._post("resend", f"{address}resend/", page, {})

    def _get(self, what: str, address: str) -> httpx.Response:
        return self._visit(what, "GET", address)

    def _post(
        self, what: str, address: str, page: httpx.Response, form: dict[str, Any]
    ) -> httpx.Response:
        token = TOKEN.search(page.text)
        if not token:
            raise _Away
        return self._visit(what, "POST", address, data={**form, "csrfmiddlewaretoken": token[1]})

    def _visit(self, what: str, method: str, address: str, **sending: Any) -> httpx.Response:
        since, status = time.monotonic(), 0
        try:
            answer = self._http.request(method, address, **sending)
            status = answer.status_code
        except httpx.HTTPError:
            raise _Away from None
        finally:
            self.visits.append(Visit(what, status, since, time.monotonic()))
        if status >= 400:
            raise _Away
        if "/account/login/" in answer.headers.get("Location", ""):
            raise _Away
        return answer


class _Away(Exception):
    """The page was not what it should be; the person begins again."""
