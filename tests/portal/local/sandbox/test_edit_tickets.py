"""Follow-up tickets: what they may do with a connection that is there."""

import pytest

OKTA = {"do": "choose", "strategy": "okta"}
HOURS = 3600
DOMAINS = {"domain_verification": "required", "pending_domains": ["acme.example"]}


@pytest.fixture
def organization(auth0):
    return auth0.organization()


@pytest.fixture
def client(auth0):
    return auth0.client()


@pytest.fixture
def pending(auth0, organization, client):
    """A connection left with its domain pending when the five hours ended."""
    ticket = auth0.ticket(
        enabled_clients=[client],
        enabled_organizations=[{"organization_id": organization}],
        domain_aliases_config=DOMAINS,
    )
    state = auth0.walk(ticket, "open", OKTA, "configure")
    auth0.advance(5 * HOURS)
    return state["connection_id"]


def test_a_follow_up_ticket_finishes_what_dns_delayed(auth0, organization, client, pending):
    (row,) = auth0.get(f"organizations/{organization}/discovery-domains")["domains"]
    auth0.control("dns", name=row["verification_host"], txt=[row["verification_txt"]])
    ticket = auth0.ticket(
        connection_id=pending,
        enabled_features={"domain_verification": True},
        domain_aliases_config=DOMAINS,
    )

    state = auth0.walk(ticket, "open", "verify", "enable", "finish")

    (link,) = auth0.get(f"organizations/{organization}/enabled_connections")
    assert state["enabled"] is True
    assert auth0.get(f"connections/{pending}/clients") == {"clients": [{"client_id": client}]}
    assert link["connection_id"] == pending


def test_the_same_domain_keeps_its_txt_record(auth0, organization, pending):
    path = f"organizations/{organization}/discovery-domains"
    before = auth0.get(path)

    auth0.ticket(connection_id=pending, domain_aliases_config=DOMAINS)

    assert auth0.get(path) == before


def test_features_restrict_what_is_offered(auth0, pending):
    ticket = auth0.ticket(connection_id=pending, enabled_features={"domain_verification": True})

    why = auth0.why(ticket, "open", "configure")

    assert why == "This ticket does not include sso."


def test_changes_the_settings_of_the_connection(auth0, pending):
    ticket = auth0.ticket(connection_id=pending, enabled_features={"sso": True})
    options = {"domain": "new.okta.com"}

    auth0.walk(ticket, "open", {"do": "configure", "options": options})

    assert auth0.get(f"connections/{pending}")["options"]["domain"] == "new.okta.com"
    assert auth0.events()[-1] == "ss_sso_connection_update"


def test_cannot_change_the_provider(auth0, pending):
    ticket = auth0.ticket(connection_id=pending)

    assert "cannot be changed" in auth0.why(ticket, "open", {"do": "choose", "strategy": "waad"})


def test_takes_clients_of_its_own(auth0, pending):
    other = auth0.client("Other")
    ticket = auth0.ticket(connection_id=pending, enabled_clients=[other])

    auth0.walk(ticket, "open", "enable")

    assert auth0.get(f"connections/{pending}/clients") == {"clients": [{"client_id": other}]}


def test_says_update_in_the_log(auth0, pending):
    auth0.walk(auth0.ticket(connection_id=pending), "open")

    row = auth0.get("logs", q="type:ss_sso*")[0]
    assert row["details"]["flow_type"] == "update"
    assert row["details"]["connection_name"] == "acme-sso"


def test_works_for_a_connection_made_elsewhere(auth0, organization, client):
    options = {"domain": "acme.okta.com", "client_id": "0oa1"}
    body = {"name": "elsewhere", "strategy": "okta", "options": options}
    connection = auth0.create("connections", **body)["id"]
    path = f"organizations/{organization}"
    auth0.create(f"{path}/enabled_connections", connection_id=connection)
    ticket = auth0.ticket(connection_id=connection, domain_aliases_config=DOMAINS)

    auth0.walk(ticket, "open")

    (domain,) = auth0.get(f"{path}/discovery-domains")["domains"]
    assert domain["domain"] == "acme.example"


def test_an_enabled_connection_cannot_be_enabled_again(auth0, pending):
    ticket = auth0.ticket(connection_id=pending)
    auth0.walk(ticket, "open", "enable")

    assert auth0.why(ticket, "enable") == "The connection is enabled already."
