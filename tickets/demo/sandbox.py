"""The control plane of the sandbox Auth0, as far as the demo's stories need it."""

from typing import Any

import httpx


class Sandbox:
    """A running sandbox; its README says what each call does."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=10)

    def close(self) -> None:
        self._http.close()

    def offset(self) -> float:
        """Return how many seconds the clock is ahead of real time."""
        return float(self._answer("GET", "clock")["offset_seconds"])

    def advance(self, seconds: float) -> None:
        """Let time pass, here and in every process of the portal."""
        self._answer("POST", "clock", {"advance_seconds": seconds})

    def publish(self, name: str, value: str) -> None:
        """Set a TXT record; the name takes mail as well, as a company's domain does."""
        self._answer("POST", "dns", {"name": name, "txt": [value], "mx": [f"10 mail.{name}."]})

    def refuse_next_ticket(self) -> None:
        """Have Auth0 refuse the next ticket, as it does when the portal lacks a scope."""
        message = "Insufficient scope, expected any of: create:sso_access_tickets"
        body = {
            "statusCode": 403,
            "error": "Forbidden",
            "message": message,
            "errorCode": "insufficient_scope",
        }
        fault = {"method": "POST", "path": "*/sso-ticket", "times": 1, "status": 403, "body": body}
        self._answer("POST", "faults", fault)

    def walk(self, ticket: str, *steps: dict[str, Any]) -> None:
        """Walk the assistant behind a ticket's address as the customer's admin would."""
        self._answer("POST", "assistant", {"ticket": ticket, "steps": list(steps)})

    def sign_in(self, connection: str, **how: Any) -> None:
        """Let people sign in with a connection, or fail to."""
        self._answer("POST", "sign-ins", {"connection": connection, **how})

    def _answer(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = self._http.request(method, f"/_sandbox/{path}", json=body)
        return answer.raise_for_status().json()
