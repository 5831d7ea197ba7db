import pytest

from organizations import auth0_clients
from organizations.models import Tenant
from organizations.services import tenants
from tests.sandbox_process import Sandbox

ALLOW, REQUIRE, DENY = "Acme web app", "Acme admin console", "Acme billing job"


@pytest.fixture(autouse=True)
def _with_applications(sandbox: Sandbox) -> None:
    sandbox.reset("demo")


def names(tenant: Tenant, *, with_organizations: bool) -> list[str]:
    found = tenants.applications(tenant, with_organizations=with_organizations)
    return [name for _, name in found]


def test_offers_all_by_name_where_no_organization_is_used(tenant: Tenant) -> None:
    found = names(tenant, with_organizations=False)

    assert {ALLOW, REQUIRE, DENY} <= set(found)
    assert found == sorted(found, key=str.lower)


def test_offers_only_those_that_take_organizations(tenant: Tenant) -> None:
    found = names(tenant, with_organizations=True)

    assert {ALLOW, REQUIRE} <= set(found)
    assert DENY not in found


def test_offers_all_where_auth0_does_not_tell(tenant: Tenant, sandbox: Sandbox) -> None:
    rows = auth0_clients.auth0(tenant).clients.list().items
    told = [{"client_id": one.client_id, "name": one.name} for one in rows]
    sandbox.fault(method="GET", path="/api/v2/clients", status=200, body={"clients": told})

    assert DENY in names(tenant, with_organizations=True)


def test_tells_namesakes_apart(tenant: Tenant, sandbox: Sandbox) -> None:
    rows = [{"client_id": one, "name": "Web"} for one in ("client1", "client2")]
    rows.append({"client_id": "client3", "name": "Mobile"})
    sandbox.fault(method="GET", path="/api/v2/clients", status=200, body={"clients": rows})

    assert names(tenant, with_organizations=False) == ["Mobile", "Web (client1)", "Web (client2)"]
