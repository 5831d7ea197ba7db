"""The sandbox Auth0 as tests use it: a process of its own, spoken to over HTTP only."""

import os
import subprocess
import sys
from typing import Any

import httpx

from tests.environment import VAR_DIR, die_with_parent, free_port, wait_for_port

CLIENT_ID = "SandboxClientOfTheTests000000000"
CLIENT_SECRET = "a-secret-of-the-sandbox-in-tests"


class Sandbox:
    """A running sandbox Auth0 and its control plane."""

    def __init__(self) -> None:
        port, self.dns_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._log = (VAR_DIR / "sandbox.log").open("wb")
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "portal.auth0_sandbox", "--port", str(port)),
                *("--dns-port", str(self.dns_port), "--clock-file", str(VAR_DIR / "clock")),
            ],
            env={
                **os.environ,
                "SANDBOX_CLIENT_ID": CLIENT_ID,
                "SANDBOX_CLIENT_SECRET": CLIENT_SECRET,
            },
            stdout=self._log,
            stderr=self._log,
            preexec_fn=die_with_parent,
        )
        wait_for_port(port)
        self._http = httpx.Client(base_url=self.url, timeout=30)

    def stop(self) -> None:
        self._http.close()
        self._process.terminate()
        self._process.wait(20)
        self._log.close()

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Call the control plane ("/_sandbox" + path) and return its answer."""
        answer = self._http.post(f"/_sandbox{path}", json=body)
        answer.raise_for_status()
        return dict(answer.json())

    def reset(self, seed: str = "empty") -> None:
        self._http.delete("/_sandbox/faults").raise_for_status()
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

    def walk(self, ticket: str, *steps: dict[str, Any]) -> dict[str, Any]:
        """Walk the self-service assistant as the customer's admin would."""
        return self.post("/assistant", {"ticket": ticket, "steps": list(steps)})

    def requests(self) -> list[dict[str, Any]]:
        """Every request the sandbox received since the last reset, in order."""
        answer = self._http.get("/_sandbox/requests").raise_for_status().json()
        return list(answer["requests"] if isinstance(answer, dict) else answer)

    def state(self) -> dict[str, Any]:
        return dict(self._http.get("/_sandbox/state").raise_for_status().json())
