import re
import smtplib
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest


@dataclass
class Inbox:
    http: httpx.Client
    smtp_port: int

    def send(self, message: EmailMessage) -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp_port) as smtp:
            smtp.send_message(message)

    def messages(self, **params: int) -> dict[str, Any]:
        return self.http.get("/api/v1/messages", params=params).json()

    def newest(self) -> str:
        return self.messages()["messages"][0]["ID"]


@contextmanager
def run_inbox(folder: Path) -> Iterator[Inbox]:
    """A real inbox process on free ports, keeping its mails in `folder`."""
    command = [
        sys.executable,
        "-m",
        "portal.local.inbox",
        "--smtp-port=0",
        "--port=0",
        f"--dir={folder}",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            ready = process.stdout.readline()
            match = re.fullmatch(r"READY (http://\S+) smtp://127\.0\.0\.1:(\d+)\n", ready)
            assert match, ready
            with httpx.Client(base_url=match[1]) as http:
                yield Inbox(http, int(match[2]))
        finally:
            process.terminate()
        assert process.wait(timeout=10) == 0


@pytest.fixture(scope="module")
def running_inbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inbox]:
    with run_inbox(tmp_path_factory.mktemp("mails")) as inbox:
        yield inbox


@pytest.fixture
def inbox(running_inbox: Inbox) -> Inbox:
    running_inbox.http.delete("/api/v1/messages")
    return running_inbox


@pytest.fixture
def make_mail() -> Callable[..., EmailMessage]:
    def make(
        subject: str = "Set up single sign-on",
        to: str = "Ada Lovelace <ada@umbra.example>",
        text: str = "Start here: https://portal.example/t/abc.\nThank you",
        html: str = "",
    ) -> EmailMessage:
        message = EmailMessage()
        message["From"] = "Sam Support <sam@acme.example>"
        message["To"] = to
        message["Subject"] = subject
        message.set_content(text)
        if html:
            message.add_alternative(html, subtype="html")
        return message

    return make
