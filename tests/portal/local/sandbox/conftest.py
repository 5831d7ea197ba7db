"""The sandbox on a thread of its own, emptied before each test, and a plain HTTP hand to it."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from portal.local.auth0_sandbox import Sandbox, serve


class Driver:
    """Speaks to a sandbox as the portal, the control plane and a customer would."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.http = httpx.Client(base_url=sandbox.url)
        self.api = httpx.Client(base_url=sandbox.audience)
        self.sign_in()

    def close(self) -> None:
        self.http.close()
        self.api.close()

    def sign_in(self) -> None:
        """Fetch a token with the scopes that are granted now."""
        answer = self.http.post("/oauth/token", data=self.credentials()).raise_for_status()
        self.api.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def credentials(self, **changes: str) -> dict[str, str]:
        return {
            "grant_type": "client_credentials",
            "client_id": self.sandbox.client_id,
            "client_secret": self.sandbox.client_secret,
            "audience": self.sandbox.audience,
            **changes,
        }

    def control(self, path: str, /, **body: Any) -> Any:
        return self.http.post(f"/_sandbox/{path}", json=body).raise_for_status().json()

    def advance(self, seconds: float) -> None:
        self.control("clock", advance_seconds=seconds)

    def walk(self, ticket: str, *steps: Any) -> dict[str, Any]:
        """Walk steps that are allowed; return the state after the last one."""
        answer = self.try_walk(ticket, *steps)
        assert answer.status_code == 200, answer.text
        return dict(answer.json()["state"])

    def try_walk(self, ticket: str, *steps: Any) -> httpx.Response:
        named = [{"do": step} if isinstance(step, str) else step for step in steps]
        return self.http.post("/_sandbox/assistant", json={"ticket": ticket, "steps": named})

    def why(self, ticket: str, *steps: Any) -> str:
        """Walk up to a step that is not allowed; return the reason."""
        answer = self.try_walk(ticket, *steps)
        assert answer.status_code == 409, answer.text
        return str(answer.json()["why"])

    def create(self, path: str, /, **body: Any) -> Any:
        return self.api.post(path, json=body).raise_for_status().json()

    def get(self, path: str, /, **query: Any) -> Any:
        return self.api.get(path, params=query).raise_for_status().json()

    def organization(self, name: str = "acme") -> str:
        return str(self.create("organizations", name=name)["id"])

    def client(self, name: str = "Web") -> str:
        return str(self.create("clients", name=name)["client_id"])

    def profile(self, **body: Any) -> str:
        return str(self.create("self-service-profiles", name="Default", **body)["id"])

    def request_ticket(self, profile: str = "", **body: Any) -> httpx.Response:
        path = f"self-service-profiles/{profile or self.profile()}/sso-ticket"
        return self.api.post(path, json=body)

    def ticket(self, profile: str = "", **body: Any) -> str:
        if "connection_id" not in body:
            body.setdefault("connection_config", {"name": "acme-sso"})
        return str(self.request_ticket(profile, **body).raise_for_status().json()["ticket"])

    def events(self, kind: str = "ss_sso") -> list[str]:
        """The self-service log so far: the event names in their order."""
        rows = self.get("logs", take=100)
        return [r["details"]["ss_sso_event_name"] for r in rows if r["type"].startswith(kind)]


@pytest.fixture(scope="session")
def _driver() -> Iterator[Driver]:
    with serve(dns_port=0) as sandbox:
        driver = Driver(sandbox)
        yield driver
        driver.close()


@pytest.fixture
def auth0(_driver: Driver) -> Driver:
    """An empty sandbox with a fresh token."""
    _driver.control("reset", seed="empty")
    _driver.sign_in()
    return _driver
