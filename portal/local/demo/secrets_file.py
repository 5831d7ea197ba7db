"""The demo's secrets: made once, kept for the next run, readable by their owner only."""

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from .errors import DemoError

NAME = "secrets.json"


@dataclass(frozen=True)
class Secrets:
    secret_key: str = field(repr=False)
    encryption_key: str = field(repr=False)
    link_key: str = field(repr=False)
    sandbox_secret: str = field(repr=False)
    password: str = field(repr=False)
    """What the sample people sign in with, unless PORTAL_DEMO_PASSWORD says otherwise."""

    @property
    def api_key(self) -> str:
        """What opens the API, unless PORTAL_DEMO_API_KEY says otherwise."""
        return f"sk_demo_{hmac.digest(self.secret_key.encode(), b'api', hashlib.sha256).hex()}"


def load_or_make(path: Path) -> Secrets:
    """Return the secrets kept in `path`, made now if it does not exist.

    Raises DemoError when it cannot be understood.
    """
    if path.exists():
        try:
            return Secrets(**json.loads(path.read_text()))
        except (ValueError, TypeError):
            raise DemoError(
                f"{path} is damaged or of another version. Start over with: make demo-reset"
            ) from None
    made = Secrets(
        secret_key=secrets.token_urlsafe(50),
        encryption_key=base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        link_key=secrets.token_urlsafe(32),
        sandbox_secret=secrets.token_urlsafe(48),
        password=secrets.token_urlsafe(9),
    )
    # Whole or not at all, even if the machine stops now: without them the data is lost.
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(made), file)
    part.replace(path)
    return made
