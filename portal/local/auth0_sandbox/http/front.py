"""The one way in: faults first, then the area that the path belongs to, and a list of it all."""

import time
from collections import deque
from typing import Any

from portal.local.auth0_sandbox import control, home
from portal.local.auth0_sandbox.api import API
from portal.local.auth0_sandbox.control import Control
from portal.local.auth0_sandbox.messages import Answer, Request, Row
from portal.local.auth0_sandbox.tenant import tokens
from portal.local.auth0_sandbox.tenant.tenant import Tenant

from .errors import Refused
from .faults import Fault, Faults
from .webapp import WebApp

REMEMBERED = 50_000  # requests, so that a demo left running does not fill the memory


class Front:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._faults = Faults()
        self._requests: deque[Row] = deque(maxlen=REMEMBERED)
        self._webapp = WebApp(tenant)
        self._control = Control(tenant, self._faults, self._requests, self._webapp)
        self._changed = True

    def take_changed(self) -> bool:
        """Tell whether anything may have changed since the last call."""
        changed, self._changed = self._changed, False
        return changed

    def answer(self, request: Request) -> Answer | None:
        """Answer a request; None means: close the connection without a word."""
        if request.path.startswith(control.PREFIX):
            with self._tenant.lock:
                self._changed = True
                return self._control.answer(request)
        seen = self._note(request)
        fault = self._faults.take(request) or Fault(times=0)
        if fault.delay_seconds:
            time.sleep(fault.delay_seconds)
        if fault.drop == "before":
            seen["dropped"] = "before"
            return None
        answer = fault.answer() if fault.status else self._work(request)
        seen["status"] = answer.status
        if fault.drop == "after":
            seen["dropped"] = "after"
            return None
        return Answer(answer.status, answer.body, answer.type, answer.headers | fault.headers)

    def _work(self, request: Request) -> Answer:
        with self._tenant.lock:
            self._changed = True
            if request.path.startswith("/self-service/"):
                return self._webapp.answer(request)
            if request.path in home.PATHS:
                return home.answer(self._tenant, request)
            if request.path.startswith("/api/v2/"):
                return API.answer(self._tenant, request)
            if (request.method, request.path) == ("POST", "/oauth/token"):
                return tokens.answer(self._tenant, request)
            return Refused(404, "Not Found").answer()

    def _note(self, request: Request) -> Row:
        seen: Row = {
            "at": self._tenant.timestamp(),
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "headers": dict(request.headers),
            "body": _readable(request),
            "status": None,
        }
        self._requests.append(seen)
        return seen


def _readable(request: Request) -> Any:
    try:
        return request.json()
    except ValueError:
        return request.body.decode(errors="replace")
