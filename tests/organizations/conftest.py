from collections.abc import Callable, Iterator

import pytest

from organizations import auth0_clients
from organizations.models import Tenant
from tests.organizations.walking import Setup
from tests.sandbox_process import Sandbox


@pytest.fixture
def setup(tenant: Tenant, sandbox: Sandbox) -> Setup:
    """Acme in a tenant that has applications and a profile."""
    return Setup(tenant, sandbox)


@pytest.fixture
def without() -> Iterator[Callable[[Setup, str], None]]:
    """`without(setup, scope)`: the tenant grants the portal everything but this."""

    def take(setup: Setup, scope: str) -> None:
        granted = sorted(setup.auth0.granted_scopes() - {scope})
        setup.sandbox.post("/scopes", {"scopes": granted})
        auth0_clients._client.cache_clear()

    yield take
    auth0_clients._client.cache_clear()
