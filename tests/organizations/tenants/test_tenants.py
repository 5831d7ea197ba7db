import pytest
from django.db import connection

from organizations import auth0_clients
from organizations.errors import Taken
from organizations.models import Event, Tenant
from organizations.services import tenants
from tests.factories import SYSTEM, make_tenant
from tests.sandbox_process import Sandbox

pytestmark = pytest.mark.django_db


def create(**fields: str) -> Tenant:
    return tenants.create_tenant(
        **{"name": "Acme", "domain": "acme.eu.auth0.test", "client_id": "c", **fields}, by=SYSTEM
    )


def test_keeps_secrets_encrypted_and_out_of_the_trail() -> None:
    tenant = create(client_secret="very-secret")

    tenants.change_tenant(tenant, client_secret="other-secret", by=SYSTEM)

    with connection.cursor() as cursor:
        cursor.execute("SELECT client_secret FROM organizations_tenant")
        [stored] = cursor.fetchone()
    assert "secret" not in stored
    assert tenant.client_secret == "other-secret"
    trail = [str(event.data) for event in Event.objects.all()]
    assert trail and not any("very-secret" in line or "other-secret" in line for line in trail)
    assert Event.objects.get(verb="tenant:change").data["changed"] == ["client_secret"]


@pytest.mark.parametrize("same", ["name", "domain"])
def test_refuses_a_name_or_domain_twice(same: str) -> None:
    create(name="Acme", domain="acme.eu.auth0.test")
    fields = {"name": "Other", "domain": "other.eu.auth0.test"} | {
        same: {"name": "Acme", "domain": "acme.eu.auth0.test"}[same]
    }

    with pytest.raises(Taken):
        create(**fields)


def test_finds_nothing_missing(tenant: Tenant) -> None:
    tenants.check_tenant(tenant, by=SYSTEM)

    assert (tenant.check_error, tenant.missing_scopes) == ("", [])
    assert tenant.checked_at is not None


def test_tells_which_scopes_are_missing(sandbox: Sandbox) -> None:
    tenant = make_tenant(sandbox)
    sandbox.post("/scopes", {"scopes": ["read:connections", "read:client_summary"]})

    tenants.check_tenant(tenant, by=SYSTEM)

    assert tenant.check_error == ""
    assert "read:connections_options" in tenant.missing_scopes
    assert "read:connections" not in tenant.missing_scopes
    assert "read:clients" not in tenant.missing_scopes


def test_uses_what_was_granted_since(tenant: Tenant) -> None:
    before = auth0_clients.auth0(tenant)

    tenants.check_tenant(tenant, by=SYSTEM)

    assert auth0_clients.auth0(tenant) is not before
    assert auth0_clients.auth0(Tenant.objects.get()) is auth0_clients.auth0(tenant)


def test_explains_wrong_credentials(sandbox: Sandbox) -> None:
    tenant = make_tenant(sandbox, client_secret="wrong")

    tenants.check_tenant(tenant, by=SYSTEM)

    assert "accept the tenant's client ID" in tenant.check_error


def test_explains_an_address_where_nothing_answers() -> None:
    tenant = make_tenant(base_url="http://127.0.0.1:1")

    tenants.check_tenant(tenant, by=SYSTEM)

    assert "be reached" in tenant.check_error
