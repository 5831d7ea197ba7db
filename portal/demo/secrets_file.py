"""The demo's secrets: made once, kept for the next run, readable by their owner only."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Secrets:
    secret_key: str = field(repr=False)
    encryption_key: str = field(repr=False)
    link_key: str = field(repr=False)
    sandbox_secret: str = field(repr=False)
    password: str = field(repr=False)
    """What the sample people sign in with, unless PORTAL_DEMO_PASSWORD says otherwise."""


def load_or_make(path: Path) -> Secrets:
    """Return the secrets kept in `path`, made now if it does not exist."""
    if path.exists():
        return Secrets(**json.loads(path.read_text()))
    made = Secrets(
        secret_key=secrets.token_urlsafe(50),
        encryption_key=base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        link_key=secrets.token_urlsafe(32),
        sandbox_secret=secrets.token_urlsafe(48),
        password=secrets.token_urlsafe(9),
    )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(made), file)
    return made
