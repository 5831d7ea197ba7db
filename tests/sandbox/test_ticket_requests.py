"""What a ticket request is refused for, with Auth0's status, code and field."""

from typing import Any

import pytest

SCIM = {"scopes": ["get:users"]}
CASES: dict[str, tuple[dict[str, Any], str]] = {
    "neither kind": ({}, "connection_config or connection_id"),
    "name pattern": ({"connection_config": {"name": "a--b"}}, "connection_config.name"),
    "name underscore": ({"connection_config": {"name": "a_b"}}, "connection_config.name"),
    "name missing": ({"connection_config": {}}, "Missing required property: name"),
    "unknown field": ({"connection_config": {"name": "a", "nam": 1}}, "not allowed: nam"),
    "unknown root field": ({"connection_config": {"name": "a"}, "ttl": 1}, "not allowed: ttl"),
    "ttl too long": ({"ttl_sec": 432_001}, "ttl_sec"),
    "ttl negative": ({"ttl_sec": -1}, "ttl_sec"),
    "icon without https": (
        {"connection_config": {"name": "a", "options": {"icon_url": "http://x.example/i.png"}}},
        "connection_config.options.icon_url",
    ),
    "eleven metadata keys": (
        {"connection_config": {"name": "a", "metadata": {str(n): "v" for n in range(11)}}},
        "connection_config.metadata",
    ),
    "long metadata": (
        {"connection_config": {"name": "a", "metadata": {"k": "v" * 256}}},
        "connection_config.metadata.k",
    ),
    "pending without verification": (
        {"domain_aliases_config": {"domain_verification": "none", "pending_domains": ["a.com"]}},
        "domain_aliases_config.pending_domains",
    ),
    "pending no domain": (
        {"domain_aliases_config": {"domain_verification": "required", "pending_domains": ["a b"]}},
        "domain_aliases_config.pending_domains[0]",
    ),
    "verification missing": ({"domain_aliases_config": {}}, "domain_verification"),
    "discovery without organization": (
        {
            "use_for_organization_discovery": True,
            "domain_aliases_config": {"domain_verification": "required"},
        },
        "use_for_organization_discovery",
    ),
    "features without connection": ({"enabled_features": {"sso": True}}, "enabled_features"),
    "provisioning empty": ({"provisioning_config": {}}, "provisioning_config"),
    "token lifetime short": (
        {"provisioning_config": {**SCIM, "token_lifetime": 899}},
        "provisioning_config.token_lifetime",
    ),
    "groups without users": (
        {
            "provisioning_config": {
                "google_workspace": {"sync_users": False, "sync_groups": True},
            }
        },
        "provisioning_config.google_workspace.sync_groups",
    ),
    "third parties twice": (
        {
            "connection_config": {"name": "a", "is_domain_connection": True},
            "third_party_client_access_config": {"allow_configuration": True},
        },
        "third_party_client_access_config.allow_configuration",
    ),
    "unknown organization": (
        {"enabled_organizations": [{"organization_id": "org_0000000000000000"}]},
        "enabled_organizations[0].organization_id",
    ),
    "unknown client": ({"enabled_clients": ["nobody"]}, "enabled_clients[0]"),
}


@pytest.mark.parametrize("name", CASES)
def test_refuses_and_names_the_field(auth0, name):
    body, field = CASES[name]
    if name != "neither kind":
        body = {"connection_config": {"name": "acme-sso"}, **body}

    answer = auth0.request_ticket(**body)

    assert answer.status_code == 400
    assert answer.json()["errorCode"] == "invalid_body"
    assert answer.json()["message"].startswith("Payload validation error: '")
    assert field in answer.json()["message"]


EDIT_CASES: dict[str, tuple[dict[str, Any], str]] = {
    "empty features": ({"enabled_features": {}}, "enabled_features"),
    "all features off": ({"enabled_features": {"sso": False}}, "enabled_features"),
    "provisioning without config": (
        {"enabled_features": {"provisioning": True}},
        "provisioning_config",
    ),
    "connection config too": ({"connection_config": {"name": "b"}}, "connection_config"),
}


@pytest.mark.parametrize("name", EDIT_CASES)
def test_refuses_for_an_edit_ticket(auth0, name):
    body, field = EDIT_CASES[name]
    connection = auth0.create("connections", name="acme-okta", strategy="okta")["id"]

    answer = auth0.request_ticket(connection_id=connection, **body)

    assert (answer.status_code, answer.json()["errorCode"]) == (400, "invalid_body")
    assert field in answer.json()["message"]


def test_refuses_a_name_that_a_connection_has(auth0):
    auth0.create("connections", name="acme-sso", strategy="okta")

    answer = auth0.request_ticket(connection_config={"name": "acme-sso"})

    assert answer.json() == {
        "statusCode": 409,
        "error": "Conflict",
        "message": "A connection with this name already exists.",
    }


def test_refuses_an_unknown_profile(auth0):
    answer = auth0.request_ticket("ssp_gone", connection_config={"name": "a"})

    assert answer.json() == {
        "statusCode": 404,
        "error": "Not Found",
        "message": "Profile with ID: ssp_gone not found",
    }


def test_refuses_an_unknown_connection(auth0):
    answer = auth0.request_ticket(connection_id="con_0000000000000000")

    assert (answer.status_code, answer.json()["errorCode"]) == (404, "inexistent_connection")


def test_refuses_google_workspace_where_the_profile_excludes_it(auth0):
    profile = auth0.profile(allowed_strategies=["okta"])
    config = {"google_workspace": {"sync_users": True}}

    answer = auth0.request_ticket(
        profile, connection_config={"name": "a"}, provisioning_config=config
    )

    assert "provisioning_config.google_workspace" in answer.json()["message"]


def test_refuses_more_than_a_hundred_domains_of_one_organization(auth0):
    organization = auth0.organization()
    auth0.create(f"organizations/{organization}/discovery-domains", domain="first.example")
    pending = [f"d{number}.example" for number in range(100)]

    answer = auth0.request_ticket(
        connection_config={"name": "a"},
        enabled_organizations=[{"organization_id": organization}],
        domain_aliases_config={"domain_verification": "required", "pending_domains": pending},
    )

    assert "limit of 100" in answer.json()["message"]


def test_refuses_more_than_a_thousand_aliases_without_an_organization(auth0):
    pending = [f"d{number}.example" for number in range(1000)]

    answer = auth0.request_ticket(
        connection_config={"name": "a", "options": {"domain_aliases": ["trusted.example"]}},
        domain_aliases_config={"domain_verification": "required", "pending_domains": pending},
    )

    assert "limit of 1000" in answer.json()["message"]


def test_takes_every_field_at_once(auth0):
    organization, client = auth0.organization(), auth0.client()

    answer = auth0.request_ticket(
        connection_config={
            "name": "acme-sso",
            "display_name": "Acme",
            "is_domain_connection": False,
            "show_as_button": True,
            "metadata": {"portal": "42", "none": None},
            "options": {
                "icon_url": "https://acme.example/icon.png",
                "domain_aliases": ["acme.example"],
                "idpinitiated": {
                    "enabled": True,
                    "client_id": client,
                    "client_protocol": "oauth2",
                    "client_authorizequery": "scope=openid",
                },
            },
        },
        enabled_clients=[client],
        enabled_organizations=[
            {
                "organization_id": organization,
                "assign_membership_on_login": True,
                "show_as_button": False,
            }
        ],
        ttl_sec=3600,
        domain_aliases_config={
            "domain_verification": "optional",
            "pending_domains": ["acme.test"],
        },
        provisioning_config={
            "scopes": ["get:users", "get:groups"],
            "google_workspace": {"sync_users": True, "sync_groups": True},
            "token_lifetime": 900,
        },
        use_for_organization_discovery=True,
        third_party_client_access_config={"allow_configuration": True},
    )

    assert answer.status_code == 201
