import httpx
import pytest

from organizations import auth0_clients
from organizations.models import Attention, Customer, Event, Organization, Tenant
from organizations.services import mapping
from organizations.tasks import refresh_organizations
from portal import auth0
from tests.factories import SYSTEM, make_connection, make_organization, make_tenant
from tests.sandbox_process import CLIENT_ID, CLIENT_SECRET, Sandbox


@pytest.fixture
def organization(customer: Customer) -> Organization:
    return customer.organizations.get()


def delete_at_auth0(organization: Organization, sandbox: Sandbox) -> None:
    credentials = {
        "grant_type": "client_credentials",
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "audience": f"{sandbox.url}/api/v2/",
    }
    token = httpx.post(f"{sandbox.url}/oauth/token", json=credentials).json()["access_token"]
    httpx.delete(
        f"{sandbox.url}/api/v2/organizations/{organization.auth0_id}",
        headers={"Authorization": f"Bearer {token}"},
    ).raise_for_status()


def test_sees_nothing_new(organization: Organization) -> None:
    mapping.refresh_organization(organization)

    assert organization.state == "mapped"
    assert organization.checked_at is not None
    assert not Event.objects.exists()


def test_notices_a_new_name(organization: Organization, tenant: Tenant) -> None:
    auth0_clients.auth0(tenant).organizations.update(
        organization.auth0_id, name="acme-new", display_name="Acme New"
    )

    mapping.refresh_organization(organization)
    mapping.refresh_organization(organization)

    assert (organization.state, organization.name) == ("renamed", "acme-new")
    assert (organization.previous_name, organization.display_name) == ("acme", "Acme New")
    assert Event.objects.filter(verb="organization:rename").count() == 1


def test_takes_the_notice_of_a_new_name_away(organization: Organization) -> None:
    Organization.objects.update(state="renamed", previous_name="old")

    mapping.accept_rename(organization, by=SYSTEM)
    mapping.accept_rename(organization, by=SYSTEM)

    assert (organization.state, organization.previous_name) == ("mapped", "")
    assert Event.objects.filter(verb="organization:accept").count() == 1


def test_notices_that_it_was_deleted(
    customer: Customer, tenant: Tenant, organization: Organization, sandbox: Sandbox
) -> None:
    make_connection(customer, tenant)
    delete_at_auth0(organization, sandbox)

    mapping.refresh_organization(organization)
    mapping.refresh_organization(organization)

    assert organization.state == "gone"
    assert Event.objects.filter(verb="organization:gone").count() == 1
    assert "was deleted in Auth0" in Attention.objects.get().detail


def test_notices_that_it_is_there_again(organization: Organization) -> None:
    Organization.objects.update(state="gone")

    mapping.refresh_organization(organization)

    assert organization.state == "mapped"
    assert Event.objects.filter(verb="organization:back").count() == 1


def test_believes_nothing_while_auth0_is_away(organization: Organization, sandbox: Sandbox) -> None:
    sandbox.fault(method="GET", path="/api/v2/organizations/*", status=503, times=5)

    with pytest.raises(auth0.Unavailable):
        mapping.refresh_organization(organization)

    organization.refresh_from_db()
    assert organization.state == "mapped"


def test_reads_each_once_a_day(
    organization: Organization, tenant: Tenant, sandbox: Sandbox
) -> None:
    assert mapping.organizations_due(tenant) == [organization]

    mapping.refresh_organization(organization)

    assert mapping.organizations_due(tenant) == []
    sandbox.advance(24 * 3600)
    assert mapping.organizations_due(tenant) == [organization]


def test_refreshes_every_tenant_by_itself(
    organization: Organization, tenant: Tenant, sandbox: Sandbox
) -> None:
    away = make_tenant(base_url="http://127.0.0.1:1")
    make_organization(organization.customer, away, auth0_id="org_unseen0000000")
    delete_at_auth0(organization, sandbox)

    refresh_organizations()
    refresh_organizations()

    organization.refresh_from_db()
    assert organization.state == "gone"
    assert away.organizations.get().checked_at is None


def test_leaves_inactive_tenants_alone(organization: Organization) -> None:
    Tenant.objects.update(active=False)

    refresh_organizations()

    organization.refresh_from_db()
    assert organization.checked_at is None
