import pytest

from organizations.models import Tenant
from tests.organizations.walking import Setup
from tests.sandbox_process import Sandbox


@pytest.fixture
def setup(tenant: Tenant, sandbox: Sandbox) -> Setup:
    """Acme in a tenant that has applications and a profile."""
    return Setup(tenant, sandbox)
