"""A real mail server for tests: the demo's SMTP sink, read through its JSON calls."""

import subprocess
import sys
import tempfile
from typing import Any

import httpx

from tests.environment import VAR_DIR, die_with_parent, free_port, wait_for_port


class Inbox:
    def __init__(self) -> None:
        self.smtp_port, port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._log = (VAR_DIR / "inbox.log").open("wb")
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "portal.inbox", "--port", str(port)),
                *("--smtp-port", str(self.smtp_port)),
                *("--dir", tempfile.mkdtemp(dir=VAR_DIR)),
            ],
            stdout=self._log,
            stderr=self._log,
            preexec_fn=die_with_parent,
        )
        wait_for_port(port)
        wait_for_port(self.smtp_port)
        self._http = httpx.Client(base_url=self.url, timeout=10)

    def stop(self) -> None:
        self._http.close()
        self._process.terminate()
        self._process.wait(10)
        self._log.close()

    def clear(self) -> None:
        self._http.delete("/api/v1/messages").raise_for_status()

    def messages(self) -> list[dict[str, Any]]:
        """Every mail received, oldest first, each with From, To, Subject, Text and HTML."""
        listed = self._http.get("/api/v1/messages").raise_for_status().json()["messages"]
        return [
            self._http.get(f"/api/v1/message/{each['ID']}").raise_for_status().json()
            for each in reversed(listed)
        ]
