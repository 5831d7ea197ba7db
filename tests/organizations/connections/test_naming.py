import pytest

from organizations import auth0_clients
from organizations.errors import Rejected, Taken
from organizations.models import Connection, Customer, Event, Tenant
from organizations.services import connections
from tests.factories import SYSTEM, make_connection, make_customer


def create_at_auth0(tenant: Tenant, name: str) -> None:
    auth0_clients.auth0(tenant).connections.create({"name": name, "strategy": "samlp"})


def test_proposes_a_name_by_the_rule(customer: Customer, tenant: Tenant) -> None:
    customer.external_id = "CRM 42"

    assert connections.propose_connection_name(customer, tenant) == "acme-sso"
    assert connections.propose_connection_name(customer, tenant, rule="x-{id}") == "x-crm-42"


def test_proposes_a_name_that_neither_we_nor_auth0_have(customer: Customer, tenant: Tenant) -> None:
    make_connection(customer, tenant, name="acme-sso")
    create_at_auth0(tenant, "acme-sso-2")

    assert connections.propose_connection_name(customer, tenant) == "acme-sso-3"


def test_proposes_a_name_for_a_customer_without_latin_letters(tenant: Tenant) -> None:
    customer = make_customer("株式会社", domain="kk.jp")

    proposed = connections.propose_connection_name(customer, tenant)

    assert proposed == f"customer-{customer.pk}-sso"


def test_plans_a_connection(customer: Customer, tenant: Tenant) -> None:
    organization = customer.organizations.get()

    connection = connections.plan_connection(
        customer,
        tenant,
        name="acme-sso",
        organization=organization,
        wanted_clients=["app"],
        by=SYSTEM,
    )

    connection.refresh_from_db()
    assert connection.stage == "planned"
    assert (connection.organization, connection.wanted_clients) == (organization, ["app"])
    assert Event.objects.get(verb="connection:plan").connection == connection


def test_refuses_a_name_that_auth0_would_refuse(customer: Customer, tenant: Tenant) -> None:
    with pytest.raises(Rejected, match="single hyphens") as refused:
        connections.plan_connection(customer, tenant, name="acme_sso", by=SYSTEM)

    assert refused.value.field == "name"
    assert not Connection.objects.exists()


def test_refuses_a_name_that_is_ours_already(customer: Customer, tenant: Tenant) -> None:
    globex = make_customer("Globex")
    make_connection(globex, tenant, name="acme-sso")

    with pytest.raises(Taken, match="Globex") as refused:
        connections.plan_connection(customer, tenant, name="acme-sso", by=SYSTEM)

    assert refused.value.holder == globex
    assert not Event.objects.filter(verb="connection:plan").exists()


def test_finds_names_taken_here_and_at_auth0(customer: Customer, tenant: Tenant) -> None:
    make_connection(customer, tenant, name="ours")
    create_at_auth0(tenant, "theirs")

    connections.check_connection_name_free("free", tenant)
    with pytest.raises(Taken, match="Acme already has"):
        connections.check_connection_name_free("ours", tenant)
    with pytest.raises(Taken, match="import that one"):
        connections.check_connection_name_free("theirs", tenant)
