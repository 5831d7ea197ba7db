"""What leaves the company with an error: where it happened, and nothing that opens a setup."""

import subprocess
import sys

import sentry_sdk
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from portal.monitoring import sentry


class Kept(Transport):
    """Keeps what would be sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.sent.append(envelope.serialize().decode())


def test_an_error_is_sent_without_link_secret_and_person() -> None:
    kept = Kept()
    password = "s3cret of the tenant"  # a variable of the frame that fails
    sentry.start("https://key@sentry.example/1")
    sentry_sdk.get_client().transport = kept
    try:
        sentry_sdk.set_user({"email": "alice@acme.com"})
        raise ValueError(f"refused: /l/a-token-that-opens-a-setup/ {len(password)}")
    except ValueError as error:
        sentry_sdk.capture_exception(error)
    finally:
        sentry_sdk.get_client().close()
        sentry_sdk.init()

    (event,) = kept.sent
    assert "refused: /l/***/" in event
    for secret in ("a-token-that-opens-a-setup", "s3cret of the tenant", "alice@acme.com"):
        assert secret not in event


def test_requests_are_left_out() -> None:
    event = {
        "request": {"url": "https://x/l/token/"},
        "user": {"ip": "192.0.2.1"},
        "level": "error",
    }

    assert sentry.scrub(event) == {"level": "error"}


def test_nothing_of_it_is_imported_without_a_dsn() -> None:
    told = subprocess.check_output(
        [
            *(sys.executable, "-c"),
            "import tests.settings, os, sys, django;"
            "os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'; django.setup();"
            "print('sentry_sdk' in sys.modules)",
        ],
        text=True,
    )

    assert told.strip() == "False"
