"""The sandbox Auth0 as tests use it: a process of its own, spoken to over HTTP only."""

import os
from typing import Any

import httpx

from portal.local.demo import programs
from portal.local.demo.options import free_ports
from portal.local.demo.processes import listening
from tests.environment import PROCESSES, VAR_DIR

CLIENT_ID = "SandboxClientOfTheTests000000000"
CLIENT_SECRET = "a-secret-of-the-sandbox-in-tests"


class Sandbox:
    """A running sandbox Auth0 and its control plane."""

    def __init__(self, url: str, dns_port: int) -> None:
        self.url = url
        self.dns_port = dns_port
        self._http = httpx.Client(base_url=url, timeout=30)

    def close(self) -> None:
        self._http.close()

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Call the control plane ("/_sandbox" + path) and return its answer."""
        answer = self._http.post(f"/_sandbox{path}", json=body)
        answer.raise_for_status()
        return dict(answer.json())

    def try_post(self, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """The same, for what the sandbox may refuse: None for a 409."""
        answer = self._http.post(f"/_sandbox{path}", json=body)
        if answer.status_code == 409:
            return None
        answer.raise_for_status()
        return dict(answer.json())

    def reset(self, seed: str = "empty") -> None:
        """Start over, without faults."""
        self.post("/reset", {"seed": seed})

    def advance(self, seconds: float) -> None:
        """Move the clock of the sandbox and of the portal."""
        self.post("/clock", {"advance_seconds": seconds})

    def dns(self, name: str, *values: str) -> None:
        """Publish these TXT values at a name; none takes the record away."""
        self.post("/dns", {"name": name, "txt": list(values)})

    def fault(self, **fault: Any) -> None:
        """Make the next call that matches fail: see the sandbox's README."""
        self.post("/faults", {"times": 1, **fault})

    def clear_faults(self) -> None:
        self._http.delete("/_sandbox/faults").raise_for_status()

    def walk(self, ticket: str, *steps: dict[str, Any]) -> dict[str, Any]:
        """Walk the self-service assistant as the customer's admin would."""
        return self.post("/assistant", {"ticket": ticket, "steps": list(steps)})

    def requests(self) -> list[dict[str, Any]]:
        """Every request the sandbox received since the last reset, in order."""
        answer = self._http.get("/_sandbox/requests").raise_for_status().json()
        return list(answer["requests"] if isinstance(answer, dict) else answer)

    def state(self) -> dict[str, Any]:
        return dict(self._http.get("/_sandbox/state").raise_for_status().json())


def start_sandbox() -> Sandbox:
    """Start a sandbox that lives as long as this test process."""
    port, dns_port = free_ports(2)
    url = f"http://127.0.0.1:{port}"
    command = programs.sandbox(port, dns_port, public_url=url, clock=VAR_DIR / "clock")
    credentials = {"SANDBOX_CLIENT_ID": CLIENT_ID, "SANDBOX_CLIENT_SECRET": CLIENT_SECRET}
    PROCESSES.start("sandbox", command, {**os.environ, **credentials})
    PROCESSES.wait_until(lambda: listening(port), "The sandbox")
    return Sandbox(url, dns_port)
