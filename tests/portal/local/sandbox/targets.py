"""What the contract suite is held against: the sandbox always, a real tenant when one is named."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from auth0.management import Auth0

from portal.local.auth0_sandbox import Sandbox

# Whom to trust, read once: that takes longer than a test.
TRUSTED = httpx.create_ssl_context()
LIVE = ("AUTH0_LIVE_DOMAIN", "AUTH0_LIVE_CLIENT_ID", "AUTH0_LIVE_CLIENT_SECRET")


@dataclass(frozen=True)
class Target:
    base_url: str
    client_id: str
    client_secret: str
    audience: str

    @contextmanager
    def sdk(self) -> Iterator[Auth0]:
        """Auth0's own SDK, without its retries."""
        held = ""
        until = 0.0

        def token() -> str:
            nonlocal held, until
            if time.time() > until:
                held, until = self._fetch_token(), time.time() + 3600
            return held

        url = f"{self.base_url}/api/v2"
        with httpx.Client(timeout=10, verify=TRUSTED) as http:
            yield Auth0(base_url=url, token=token, httpx_client=http, max_retries=0)

    def _fetch_token(self) -> str:
        body = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "audience": self.audience,
        }
        answer = httpx.post(f"{self.base_url}/oauth/token", data=body, timeout=10, verify=TRUSTED)
        return str(answer.raise_for_status().json()["access_token"])


def live() -> Target | None:
    """Return the real tenant, None unless all three variables are set."""
    if not all(os.environ.get(name) for name in LIVE):
        return None
    domain, client_id, client_secret = (os.environ[name] for name in LIVE)
    url = f"https://{domain}"
    return Target(url, client_id, client_secret, f"{url}/api/v2/")


def sandboxed(sandbox: Sandbox) -> Target:
    return Target(sandbox.url, sandbox.client_id, sandbox.client_secret, sandbox.audience)
