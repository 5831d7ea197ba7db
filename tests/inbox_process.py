"""A real mail server for tests: the demo's SMTP sink, read through its JSON calls."""

import os
from typing import Any

import httpx

from portal.local.demo import programs
from portal.local.demo.options import free_ports
from portal.local.demo.processes import listening
from tests.environment import PROCESSES, VAR_DIR


class Inbox:
    """A running mail server."""

    def __init__(self, url: str, smtp_port: int) -> None:
        self.url = url
        self.smtp_port = smtp_port
        self._http = httpx.Client(base_url=url, timeout=10)

    def close(self) -> None:
        self._http.close()

    def clear(self) -> None:
        self._http.delete("/api/v1/messages").raise_for_status()

    def messages(self) -> list[dict[str, Any]]:
        """Every mail received, oldest first, each with From, To, Subject, Text and HTML."""
        listed = self._http.get("/api/v1/messages?limit=500").raise_for_status().json()["messages"]
        return [
            self._http.get(f"/api/v1/message/{each['ID']}").raise_for_status().json()
            for each in reversed(listed)
        ]


def start_inbox() -> Inbox:
    """Start a mail server that lives as long as this test process."""
    port, smtp_port = free_ports(2)
    PROCESSES.start("inbox", programs.inbox(port, smtp_port, VAR_DIR / "mail"), os.environ)
    PROCESSES.wait_until(lambda: listening(port) and listening(smtp_port), "The inbox")
    return Inbox(f"http://127.0.0.1:{port}", smtp_port)
