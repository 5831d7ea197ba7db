"""A tenant that holds what the documents' examples name."""

from dataclasses import dataclass
from typing import Any

import pytest

from portal.auth0 import Auth0, ClientSecret
from tests.sandbox_process import CLIENT_ID, CLIENT_SECRET, Sandbox


@dataclass(frozen=True)
class World:
    """The sandbox with the demo's companies, a client of it, and ids for the names in braces."""

    sandbox: Sandbox
    auth0: Auth0
    profile_id: str
    ids: dict[str, str]

    def last_body(self) -> Any:
        """What the sandbox received last."""
        return self.sandbox.requests()[-1]["body"]


@pytest.fixture
def world(sandbox: Sandbox) -> World:
    sandbox.reset("demo")
    auth0 = Auth0(sandbox.url, ClientSecret(CLIENT_ID, CLIENT_SECRET))
    connection = auth0.connections.by_name("wayne-okta")
    clients = auth0.clients.list().items
    assert connection
    return World(
        sandbox,
        auth0,
        auth0.profiles.list().items[0].id,
        {
            "{connection}": connection.id,
            "{organization}": auth0.organizations.by_name("globex").id,
            "{second organization}": auth0.organizations.by_name("initech").id,
            "{client}": clients[0].client_id,
            "{second client}": clients[1].client_id,
        },
    )
