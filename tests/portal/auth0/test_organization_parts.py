"""What belongs to an organization: enabled connections and discovery domains."""

import pytest

from portal.auth0 import Conflict, Invalid, NotFound


@pytest.fixture
def connection(tenant_client):
    return tenant_client.connections.create({"name": "globex-sso", "strategy": "samlp"})


def test_add_enables_a_connection(tenant_client, globex, connection):
    tenant_client.enabled_connections.add(
        globex.id, connection.id, assign_membership_on_login=True, show_as_button=False
    )

    (enabled,) = tenant_client.enabled_connections.list(globex.id).items
    assert enabled == tenant_client.enabled_connections.get(globex.id, connection.id)
    assert enabled.assign_membership_on_login
    assert not enabled.show_as_button
    assert (enabled.name, enabled.strategy) == ("globex-sso", "samlp")


def test_update_of_an_enabled_connection_changes_what_is_given(tenant_client, globex, connection):
    tenant_client.enabled_connections.add(globex.id, connection.id)

    changed = tenant_client.enabled_connections.update(
        globex.id, connection.id, assign_membership_on_login=True
    )

    assert changed.assign_membership_on_login
    assert changed.show_as_button


def test_remove_takes_a_connection_away(tenant_client, globex, connection):
    tenant_client.enabled_connections.add(globex.id, connection.id)

    tenant_client.enabled_connections.remove(globex.id, connection.id)

    assert tenant_client.enabled_connections.list(globex.id).items == ()
    with pytest.raises(NotFound):
        tenant_client.enabled_connections.get(globex.id, connection.id)


def test_add_of_an_unknown_connection_is_refused(tenant_client, globex):
    with pytest.raises((NotFound, Invalid)):
        tenant_client.enabled_connections.add(globex.id, "con_0000000000000000")


def test_create_of_a_domain_answers_its_txt_record(tenant_client, globex):
    domain = tenant_client.discovery_domains.create(globex.id, domain="globex.com")

    assert domain.status == "pending"
    assert domain.use_for_organization_discovery
    assert domain.verification_host == f"_ss-verification.{globex.id}.globex.com"
    assert len(domain.verification_txt) == 32
    assert tenant_client.discovery_domains.get(globex.id, domain.id) == domain
    assert tenant_client.discovery_domains.by_name(globex.id, "globex.com") == domain
    assert tenant_client.discovery_domains.list(globex.id).items == (domain,)


def test_update_of_a_domain_verifies_it(tenant_client, globex):
    domain = tenant_client.discovery_domains.create(globex.id, domain="globex.com")

    changed = tenant_client.discovery_domains.update(globex.id, domain.id, status="verified")

    assert changed.status == "verified"
    assert changed.use_for_organization_discovery


def test_create_of_a_domain_twice_is_a_conflict(tenant_client, globex):
    tenant_client.discovery_domains.create(globex.id, domain="globex.com", status="verified")

    with pytest.raises(Conflict):
        tenant_client.discovery_domains.create(globex.id, domain="globex.com")


def test_delete_of_a_domain_takes_it_off(tenant_client, globex):
    domain = tenant_client.discovery_domains.create(globex.id, domain="globex.com")

    tenant_client.discovery_domains.delete(globex.id, domain.id)

    with pytest.raises(NotFound):
        tenant_client.discovery_domains.delete(globex.id, domain.id)


def test_list_of_domains_needs_an_organization(tenant_client):
    with pytest.raises(NotFound):
        tenant_client.discovery_domains.list("org_0000000000000000")
