"""What a ticket request is refused for, with Auth0's status, code and field."""

from typing import Any

import pytest

SCIM = {"scopes": ["get:users"]}
CASES: dict[str, tuple[dict[str, Any], str]] = {
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
    **{
        f"alias {domain!r}": (
            {"connection_config": {"name": "a", "options": {"domain_aliases": ["b.com", domain]}}},
            "connection_config.options.domain_aliases[1]",
        )
        for domain in ("a.com\n", "a b", "https://a.com", "a.٣", "müller.example", "10.0.0.1")
    },
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
        "third_party_client_access_config",
    ),
    "third parties twice, switched off": (
        {
            "connection_config": {"name": "a", "is_domain_connection": True},
            "third_party_client_access_config": {"allow_configuration": False},
        },
        "third_party_client_access_config",
    ),
    "name with a final newline": (
        {"connection_config": {"name": "acme\n"}},
        "connection_config.name",
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
    answer = auth0.request_ticket(**{"connection_config": {"name": "acme-sso"}, **body})

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


def test_refuses_a_name_that_is_the_realm_of_another_connection(auth0):
    auth0.create("connections", name="acme-okta", strategy="okta", realms=["acme-sso"])

    answer = auth0.request_ticket(connection_config={"name": "acme-sso"})

    assert answer.status_code == 409
    # The other one gave its own name up.
    assert auth0.request_ticket(connection_config={"name": "other"}).status_code == 201


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


def test_takes_the_empty_body_of_the_documents_samples(auth0):
    ticket = auth0.request_ticket().raise_for_status().json()["ticket"]

    auth0.walk(ticket, "open", {"do": "choose", "strategy": "okta"}, "configure")

    (connection,) = auth0.get("connections")
    assert connection["name"].startswith("sso-")


@pytest.mark.parametrize(
    "form",
    [
        {
            "connection_config[name]": "acme-sso",
            "connection_config[metadata][ticket]": "42",
            "connection_config[show_as_button]": "true",
            "connection_config[options][domain_aliases][]": ["acme.com", "acme.org"],
            "enabled_organizations[0][organization_id]": "{organization}",
            "enabled_organizations[0][assign_membership_on_login]": "true",
            "enabled_clients": ["{client}"],
            "ttl_sec": "3600",
        },
        {
            "connection_config": '{"name": "acme-sso", "metadata": {"ticket": "42"}, '
            '"show_as_button": true, "options": {"domain_aliases": ["acme.com", "acme.org"]}}',
            "enabled_organizations": '[{"organization_id": "{organization}", '
            '"assign_membership_on_login": true}]',
            "enabled_clients[]": ["{client}"],
            "ttl_sec": "3600",
        },
    ],
    ids=["brackets", "JSON in fields"],
)
def test_takes_a_form_as_documented(auth0, form):
    known = {"{organization}": auth0.organization(), "{client}": auth0.client()}

    def filled(value):
        if isinstance(value, list):
            return [filled(one) for one in value]
        for name, id in known.items():
            value = value.replace(name, id)
        return value

    path = f"self-service-profiles/{auth0.profile()}/sso-ticket"
    answer = auth0.api.post(path, data={name: filled(value) for name, value in form.items()})

    assert answer.status_code == 201, answer.text
    (ticket,) = auth0.http.get("/_sandbox/state").json()["tickets"]
    assert ticket["request"] == {
        "connection_config": {
            "name": "acme-sso",
            "metadata": {"ticket": "42"},
            "show_as_button": True,
            "options": {"domain_aliases": ["acme.com", "acme.org"]},
        },
        "enabled_organizations": [
            {"organization_id": known["{organization}"], "assign_membership_on_login": True}
        ],
        "enabled_clients": [known["{client}"]],
        "ttl_sec": 3600,
    }


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("ttl_sec=soon", "Expected type integer but found type string' on property ttl_sec"),
        ("ttl_sec=%D9%A3%D9%A6", "Expected type integer but found type string"),
        ("ttl_sec=1&ttl_sec=2", "Expected type integer but found type array"),
        (
            "enabled_organizations[][organization_id]=org_1"
            "&enabled_organizations[][organization_id]=org_2",
            "Expected type string but found type array",
        ),
        ("connection_config[nam]=acme", "not allowed: nam"),
        ("enabled_clients=[7", "Invalid request payload"),
        ("ttl_sec=1&ttl_sec[a]=2", "Invalid request payload"),
        ("[]=1", "Invalid request payload"),
        (f"connection_config{'[a]' * 3000}=1", "Invalid request payload"),
        (f"connection_config={'[' * 3000}", "Invalid request payload"),
        ("%FF=%FF", "Additional properties not allowed"),
    ],
)
def test_refuses_a_form_as_it_refuses_json(auth0, form, words):
    answer = auth0.api.post(
        f"self-service-profiles/{auth0.profile()}/sso-ticket",
        content=form,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert (answer.status_code, answer.json()["errorCode"]) == (400, "invalid_body")
    assert words in answer.json()["message"]
