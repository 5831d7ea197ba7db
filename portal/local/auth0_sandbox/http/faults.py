"""Trouble on order: answers, delays and lost connections for the requests that match."""

import fnmatch
import threading
from dataclasses import dataclass, field
from typing import Any

from portal.local.auth0_sandbox.messages import Answer, Request, Row, json_answer

from .errors import envelope
from .limits import MESSAGE, NO_LIMIT, rate_headers

FIELDS = ("method", "path", "times", "status", "delay_seconds", "drop", "body", "headers")


@dataclass
class Fault:
    method: str = "*"
    path: str = "*"  # as fnmatch reads it
    times: int = 1
    status: int | None = None
    delay_seconds: float = 0
    drop: str = ""  # before or after the work is done
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def answer(self) -> Answer:
        """Return the answer in place of the real one; Auth0's envelope unless a body is given."""
        status = self.status or 500
        message = MESSAGE if status == 429 else "Fault ordered through the sandbox's control plane"
        body = envelope(status, message) if self.body is None else self.body
        headers = rate_headers(NO_LIMIT.burst, 0, 1) if status == 429 else {}
        return json_answer(status, body, headers | self.headers)


class Faults:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all: list[Fault] = []

    def add(self, wanted: Row) -> Fault:
        """Order a fault. Raises ValueError naming what is wrong with it."""
        if unknown := sorted(set(wanted) - set(FIELDS)):
            raise ValueError(f"unknown fields: {', '.join(unknown)}")
        fault = Fault(**wanted)
        if fault.drop not in ("", "before", "after"):
            raise ValueError("drop must be before or after")
        if not (fault.status or fault.delay_seconds or fault.drop or fault.headers):
            raise ValueError("give status, delay_seconds, drop or headers")
        with self._lock:
            self._all.append(fault)
        return fault

    def clear(self) -> None:
        with self._lock:
            self._all.clear()

    def take(self, request: Request) -> Fault | None:
        """Return the first fault that this request meets, and count it."""
        with self._lock:
            for fault in self._all:
                matches = fnmatch.fnmatchcase(request.method, fault.method.upper())
                if fault.times > 0 and matches and fnmatch.fnmatchcase(request.path, fault.path):
                    fault.times -= 1
                    return fault
        return None
