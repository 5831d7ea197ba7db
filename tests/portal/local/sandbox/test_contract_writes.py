"""The writing half of the contract: every call that the portal makes, through Auth0's SDK."""

import pytest
from auth0.management.core.api_error import ApiError

from tests.portal.local.sandbox import targets


@pytest.fixture(scope="session")
def any_sdk(_driver):
    with targets.sandboxed(_driver.sandbox).sdk() as found:
        yield found


@pytest.fixture
def sdk(auth0, any_sdk):
    """Auth0's SDK on an empty sandbox."""
    return any_sdk


@pytest.fixture
def organization(sdk):
    return sdk.organizations.create(name="acme", display_name="Acme").id


@pytest.fixture
def connection(sdk):
    return sdk.connections.create(name="acme-okta", strategy="okta").id


@pytest.fixture
def profile(sdk):
    return sdk.self_service_profiles.create(name="Default").id


def refused(call):
    with pytest.raises(ApiError) as problem:
        call()
    return problem.value.status_code, problem.value.body


def test_makes_and_changes_an_organization(sdk):
    made = sdk.organizations.create(name="acme", metadata={"external_id": "crm-1"})

    changed = sdk.organizations.update(made.id, display_name="Acme Inc.")

    assert (made.name, made.metadata) == ("acme", {"external_id": "crm-1"})
    assert (changed.id, changed.display_name) == (made.id, "Acme Inc.")


def test_refuses_an_organization_name_twice(sdk, organization):
    status, body = refused(lambda: sdk.organizations.create(name="acme"))

    assert (status, body["errorCode"]) == (409, "organization_conflict")


def test_links_and_unlinks_a_connection(sdk, organization, connection):
    links = sdk.organizations.enabled_connections
    added = links.add(organization, connection_id=connection, assign_membership_on_login=True)
    changed = links.update(organization, connection, show_as_button=False)
    links.delete(organization, connection)

    assert (added.connection.name, added.show_as_button) == ("acme-okta", True)
    assert (changed.assign_membership_on_login, changed.show_as_button) == (True, False)
    status, body = refused(lambda: links.get(organization, connection))
    assert (status, body["message"]) == (404, "No connection found by that id")


def test_refuses_sign_up_for_an_enterprise_connection(sdk, organization, connection):
    links = sdk.organizations.enabled_connections

    status, body = refused(
        lambda: links.add(organization, connection_id=connection, is_signup_enabled=True)
    )

    assert (status, body["message"][:25]) == (400, "Only database connections")


def test_makes_changes_and_deletes_a_discovery_domain(sdk, organization):
    domains = sdk.organizations.discovery_domains
    made = domains.create(organization, domain="acme.example")
    changed = domains.update(organization, made.id, status="verified")
    by_name = domains.get_by_name(organization, "acme.example")
    twice = refused(lambda: domains.create(organization, domain="acme.example"))
    domains.delete(organization, made.id)

    assert (made.status, changed.status, by_name.id) == ("pending", "verified", made.id)
    assert made.verification_host == f"_ss-verification.{organization}.acme.example"
    assert twice[0] == 409
    assert refused(lambda: domains.get(organization, made.id))[0] == 404


def test_makes_changes_and_deletes_a_profile(sdk):
    profiles = sdk.self_service_profiles
    made = profiles.create(
        name="Default",
        allowed_strategies=["okta", "waad"],
        user_attributes=[{"name": "email", "description": "E-mail", "is_optional": False}],
        branding={"logo_url": "https://acme.example/l.png", "colors": {"primary": "#334455"}},
    )
    changed = profiles.update(made.id, branding=None, description="Ours")
    profiles.delete(made.id)

    assert made.branding.colors.primary == "#334455"
    assert (changed.branding, changed.description) == (None, "Ours")
    status, body = refused(lambda: profiles.get(made.id))
    assert (status, body["message"]) == (404, f"Profile with ID: {made.id} not found")
    assert "errorCode" not in body


def test_refuses_the_twenty_first_profile(sdk):
    for number in range(20):
        sdk.self_service_profiles.create(name=f"Profile {number}")

    status, body = refused(lambda: sdk.self_service_profiles.create(name="One more"))

    assert (status, body["message"]) == (409, "No more profiles can be created for this tenant.")


def test_replaces_and_resets_the_introduction(sdk, profile):
    texts = sdk.self_service_profiles.custom_text
    text = {"introduction": "Welcome! <b>Hello</b>"}

    assert texts.set(profile, "en", "get-started", request=text) == text
    assert texts.list(profile, "en", "get-started") == text
    assert texts.set(profile, "en", "get-started", request={}) == {}


def test_makes_and_revokes_tickets(sdk, profile, organization, connection):
    tickets = sdk.self_service_profiles.sso_ticket
    made = tickets.create(
        profile,
        connection_config={"name": "acme-sso", "metadata": {"portal": "42"}},
        enabled_organizations=[{"organization_id": organization}],
        domain_aliases_config={
            "domain_verification": "required",
            "pending_domains": ["acme.example"],
        },
        provisioning_config={"google_workspace": {"sync_users": True, "sync_groups": True}},
        third_party_client_access_config={"allow_configuration": True},
        use_for_organization_discovery=True,
    )
    edit = tickets.create(
        profile, connection_id=connection, enabled_features={"domain_verification": True}
    )

    assert "/self-service/connections-flow?ticket=" in made.ticket
    assert edit.ticket != made.ticket
    assert tickets.revoke(profile, made.ticket.rpartition("=")[2]) is None


def test_makes_changes_and_deletes_a_connection(sdk):
    made = sdk.connections.create(
        name="acme-saml",
        strategy="samlp",
        display_name="Acme",
        options={"signInEndpoint": "https://idp.example"},
        metadata={"portal": "42"},
    )
    options = {**made.options, "domain_aliases": ["acme.example"]}
    changed = sdk.connections.update(made.id, options=options)
    sdk.connections.delete(made.id)

    assert (made.display_name, made.realms) == ("Acme", ["acme-saml"])
    assert changed.options == options
    assert changed.display_name == "acme-saml"
    assert refused(lambda: sdk.connections.get(made.id))[0] == 404


def test_refuses_a_connection_name_twice(sdk, connection):
    status, body = refused(lambda: sdk.connections.create(name="acme-okta", strategy="oidc"))

    assert (status, body["message"]) == (409, "A connection with this name already exists.")


def test_deleting_answers_202_and_then_204(auth0, connection):
    answers = [auth0.api.delete(f"connections/{connection}") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [202, 204]
    assert set(answers[0].json()) == {"deleted_at"}


def test_enables_and_disables_clients(sdk, auth0, connection):
    one, two = auth0.client("One"), auth0.client("Two")
    items = [{"client_id": one, "status": True}, {"client_id": two, "status": True}]
    sdk.connections.clients.update(connection, request=items)
    sdk.connections.clients.update(connection, request=[{"client_id": one, "status": False}])

    assert [row.client_id for row in sdk.connections.clients.get(connection)] == [two]


def test_an_unknown_client_changes_nothing(sdk, auth0, connection):
    items = [{"client_id": id, "status": True} for id in (auth0.client(), "nobody")]

    status, body = refused(lambda: sdk.connections.clients.update(connection, request=items))

    assert (status, body["errorCode"]) == (404, "inexistent_client")
    assert list(sdk.connections.clients.get(connection)) == []


def test_patching_clients_answers_204(auth0, connection):
    body = [{"client_id": auth0.client(), "status": True}]

    answer = auth0.api.patch(f"connections/{connection}/clients", json=body)

    assert (answer.status_code, answer.content) == (204, b"")


def test_configures_scim_and_its_tokens(sdk, connection):
    scim = sdk.connections.scim_configuration
    made = scim.create(connection)
    token = scim.tokens.create(connection, scopes=["get:users"], token_lifetime=1000)
    scim.tokens.create(connection)

    assert (made.connection_name, made.strategy) == ("acme-okta", "okta")
    assert token.token.startswith(token.token_id)
    assert len(scim.tokens.get(connection)) == 2
    assert refused(lambda: scim.tokens.create(connection))[0] == 409


def test_makes_and_deletes_a_log_stream(sdk):
    made = sdk.log_streams.create(
        request={"type": "http", "name": "portal", "sink": {"httpEndpoint": "https://a.example/"}}
    )
    changed = sdk.log_streams.update(made.id, status="paused")
    sdk.log_streams.delete(made.id)

    assert (made.status, changed.status) == ("active", "paused")
    assert sdk.log_streams.list() == []


def test_makes_and_deletes_a_user_attribute_profile(sdk):
    mapping = {
        "label": "E-mail",
        "description": "E-mail",
        "profile_required": True,
        "auth0_mapping": "email",
    }
    made = sdk.user_attribute_profiles.create(name="Basic", user_attributes={"email": mapping})

    attached = sdk.self_service_profiles.create(name="P", user_attribute_profile_id=made.id)

    assert attached.user_attribute_profile_id == made.id
    assert [row.id for row in sdk.user_attribute_profiles.list()] == [made.id]
