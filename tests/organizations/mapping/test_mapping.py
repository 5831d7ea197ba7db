import threading

import pytest

from organizations import auth0_clients
from organizations.errors import Rejected, Taken
from organizations.models import Customer, Event, Organization, Tenant
from organizations.services import mapping, tenants
from portal import auth0
from tests.factories import SYSTEM, make_connection, make_customer
from tests.sandbox_process import Sandbox


@pytest.fixture
def globex(tenant: Tenant) -> Customer:
    return make_customer("Globex")


def at_auth0(tenant: Tenant, name: str, display_name: str = "") -> str:
    made = auth0_clients.auth0(tenant).organizations.create(name=name, display_name=display_name)
    return made.id


def organizations_at_auth0(tenant: Tenant) -> list[str]:
    return [one.name for one in auth0_clients.auth0(tenant).organizations.list().items]


def test_maps_a_customer(globex: Customer, tenant: Tenant) -> None:
    auth0_id = at_auth0(tenant, "globex", "Globex Inc")

    organization = mapping.map_organization(globex, tenant, auth0_id, by=SYSTEM)

    organization.refresh_from_db()
    assert (organization.name, organization.display_name) == ("globex", "Globex Inc")
    assert Event.objects.get(verb="organization:map").data["auth0_id"] == auth0_id


def test_maps_twice_without_harm(globex: Customer, tenant: Tenant) -> None:
    auth0_id = at_auth0(tenant, "globex")

    first = mapping.map_organization(globex, tenant, auth0_id, by=SYSTEM)
    second = mapping.map_organization(globex, tenant, auth0_id, by=SYSTEM)

    assert first == second
    assert Event.objects.filter(verb="organization:map").count() == 1


def test_names_the_customer_who_has_the_organization(
    customer: Customer, globex: Customer, tenant: Tenant
) -> None:
    theirs = customer.organizations.get()

    with pytest.raises(Taken, match="already serves Acme") as refused:
        mapping.map_organization(globex, tenant, theirs.auth0_id, by=SYSTEM)

    assert refused.value.holder == customer
    assert not globex.organizations.exists()


def test_refuses_a_second_organization_in_one_tenant(customer: Customer, tenant: Tenant) -> None:
    with pytest.raises(Taken, match="is already mapped to “acme”"):
        mapping.map_organization(customer, tenant, at_auth0(tenant, "acme-2"), by=SYSTEM)


def test_refuses_an_organization_that_auth0_does_not_have(globex: Customer, tenant: Tenant) -> None:
    with pytest.raises(auth0.NotFound):
        mapping.map_organization(globex, tenant, "org_aaaaaaaaaaaaaaaa", by=SYSTEM)

    assert not Organization.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_lets_one_of_two_customers_win_a_race(sandbox: Sandbox) -> None:
    tenant = tenants.create_tenant(
        name="T",
        domain="t.eu.auth0.test",
        base_url=sandbox.url,
        client_id="SandboxClientOfTheTests000000000",
        client_secret="a-secret-of-the-sandbox-in-tests",
        plan=Tenant.Plan.UNLIMITED,
        by=SYSTEM,
    )
    auth0_id = at_auth0(tenant, "wanted")
    both = [make_customer("Acme"), make_customer("Globex")]
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def attempt(customer: Customer) -> None:
        from django.db import connection

        start.wait()
        try:
            mapping.map_organization(customer, tenant, auth0_id, by=SYSTEM)
            outcomes.append("mapped")
        except Taken:
            outcomes.append("taken")
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=[one]) for one in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["mapped", "taken"]
    assert Organization.objects.count() == 1


def test_creates_an_organization_and_maps_it(globex: Customer, tenant: Tenant) -> None:
    organization = mapping.create_organization(
        globex, tenant, name="globex", display_name="Globex", by=SYSTEM
    )

    made = auth0_clients.auth0(tenant).organizations.get(organization.auth0_id)
    assert made.metadata == {"portal_customer": str(globex.pk)}
    assert Event.objects.get(verb="organization:create").customer == globex


@pytest.mark.parametrize("name", ["Globex", "org_globex", "glo bex", "x" * 51, ""])
def test_refuses_a_name_before_asking_auth0(globex: Customer, tenant: Tenant, name: str) -> None:
    with pytest.raises(Rejected) as refused:
        mapping.create_organization(globex, tenant, name=name, display_name="", by=SYSTEM)

    assert refused.value.field == "name"
    assert organizations_at_auth0(tenant) == []


def test_explains_a_name_that_auth0_has(globex: Customer, tenant: Tenant) -> None:
    at_auth0(tenant, "globex")

    with pytest.raises(Taken, match="Map that one"):
        mapping.create_organization(globex, tenant, name="globex", display_name="", by=SYSTEM)

    assert not globex.organizations.exists()


def test_makes_no_second_organization_for_a_mapped_customer(
    customer: Customer, tenant: Tenant
) -> None:
    with pytest.raises(Taken, match="is already mapped to"):
        mapping.create_organization(customer, tenant, name="acme-2", display_name="", by=SYSTEM)

    assert organizations_at_auth0(tenant) == ["acme"]


def test_finds_what_a_lost_answer_made(globex: Customer, tenant: Tenant, sandbox: Sandbox) -> None:
    auth0_clients.auth0(tenant).granted_scopes()
    sandbox.fault(method="POST", path="/api/v2/organizations", drop="after")

    organization = mapping.create_organization(
        globex, tenant, name="globex", display_name="Globex", by=SYSTEM
    )

    assert organizations_at_auth0(tenant) == ["globex"]
    assert organization.name == "globex"


def test_unmaps_and_leaves_connections_in_place(customer: Customer, tenant: Tenant) -> None:
    connection = make_connection(customer, tenant)

    mapping.unmap_organization(customer.organizations.get(), by=SYSTEM)

    connection.refresh_from_db()
    assert connection.organization is None
    assert organizations_at_auth0(tenant) == ["acme"]
    assert Event.objects.get(verb="organization:unmap").data["name"] == "acme"
