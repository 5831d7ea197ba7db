import pytest

from organizations import auth0_clients
from organizations.errors import Rejected, Taken
from organizations.models import Connection, Customer, Event, Tenant
from organizations.services import connections
from portal import auth0
from tests.factories import SYSTEM, make_connection, make_customer, make_tenant
from tests.sandbox_process import Sandbox


@pytest.fixture
def tenant(db: None, sandbox: Sandbox) -> Tenant:
    """One with applications in it."""
    sandbox.reset("demo")
    return make_tenant(sandbox)


def elsewhere(tenant: Tenant, name: str = "made-elsewhere", **fields: object) -> str:
    body = {"name": name, "strategy": "samlp", **fields}
    return auth0_clients.auth0(tenant).connections.create(body).id


def enable(customer: Customer, connection_id: str) -> None:
    organization = customer.organizations.get()
    auth0_clients.auth0(organization.tenant).enabled_connections.add(
        organization.auth0_id, connection_id
    )


def test_finds_what_the_organization_uses_and_what_resembles(
    customer: Customer, tenant: Tenant
) -> None:
    enable(customer, elsewhere(tenant, "used"))
    elsewhere(tenant, "old-acme-login")
    elsewhere(tenant, "marked", metadata={"portal_customer": str(customer.pk)})
    elsewhere(tenant, "acmeister")
    elsewhere(tenant, "shop-users", strategy="auth0", metadata={"portal_customer": "1"})

    found = connections.find_connections(customer, tenant)

    assert [(one.name, one.enabled) for one in found] == [
        ("used", True),
        ("old-acme-login", False),
        ("marked", False),
    ]


def test_tells_which_are_known(customer: Customer, tenant: Tenant) -> None:
    row = make_connection(customer, tenant, name="acme-login")
    elsewhere(tenant, "acme-login")

    [found] = connections.find_connections(customer, tenant)

    assert found.known == row


def test_finds_one_by_exact_name_or_id(tenant: Tenant) -> None:
    auth0_id = elsewhere(tenant)

    assert [one.id for one in connections.search_connections(tenant, "made-elsewhere")] == [
        auth0_id
    ]
    assert [one.id for one in connections.search_connections(tenant, auth0_id)] == [auth0_id]
    assert connections.search_connections(tenant, "nothing") == []
    assert connections.search_connections(tenant, "con_aaaaaaaaaaaaaaaa") == []


def test_adopts_a_connection_with_what_it_serves(customer: Customer, tenant: Tenant) -> None:
    auth0_id = elsewhere(tenant)
    enable(customer, auth0_id)
    [app, *_] = [one.client_id for one in auth0_clients.auth0(tenant).clients.list().items]
    auth0_clients.auth0(tenant).connections.set_clients(auth0_id, enable=[app])

    connection = connections.adopt_connection(customer, tenant, auth0_id, by=SYSTEM)
    connections.reconcile(connection)

    assert (connection.wanted_clients, connection.strategy) == ([app], "samlp")
    assert connection.organization == customer.organizations.get()
    assert connection.stage == "live"
    assert Event.objects.filter(verb="connection:adopt").count() == 1


def test_adopts_one_that_the_organization_does_not_use(customer: Customer, tenant: Tenant) -> None:
    connection = connections.adopt_connection(customer, tenant, elsewhere(tenant), by=SYSTEM)

    assert connection.organization is None


def test_adopts_twice_without_harm(customer: Customer, tenant: Tenant) -> None:
    auth0_id = elsewhere(tenant)

    first = connections.adopt_connection(customer, tenant, auth0_id, by=SYSTEM)
    second = connections.adopt_connection(customer, tenant, auth0_id, by=SYSTEM)

    assert first == second
    assert Connection.objects.count() == 1


def test_names_the_customer_whose_connection_it_is(customer: Customer, tenant: Tenant) -> None:
    auth0_id = elsewhere(tenant)
    globex = make_customer("Globex")
    connections.adopt_connection(globex, tenant, auth0_id, by=SYSTEM)

    with pytest.raises(Taken, match="belongs to Globex"):
        connections.adopt_connection(customer, tenant, auth0_id, by=SYSTEM)


def test_adopts_no_database_of_passwords(customer: Customer, tenant: Tenant) -> None:
    auth0_id = elsewhere(tenant, strategy="auth0")

    with pytest.raises(Rejected, match="isn't an enterprise connection"):
        connections.adopt_connection(customer, tenant, auth0_id, by=SYSTEM)

    assert not Connection.objects.exists()


def test_adopts_nothing_that_is_not_there(customer: Customer, tenant: Tenant) -> None:
    with pytest.raises(auth0.NotFound):
        connections.adopt_connection(customer, tenant, "con_aaaaaaaaaaaaaaaa", by=SYSTEM)
