"""What a wrong ticket request is told: the field, and what to do."""

import copy

import pytest

from portal.auth0.ticket_request import problems

ORGANIZATION = {"organization_id": "org_P89lKyIy4Dni49BE"}
SECOND_ORGANIZATION = {"organization_id": "org_P89lKyIy4Dni49BF"}


def create_request(**extra):
    return {"connection_config": {"name": "acme-sso"}, **extra}


def edit_request(**extra):
    return {"connection_id": "con_Gx1ibSDhe0IJ8e0U", **extra}


def connection(**extra):
    return {"connection_config": {"name": "acme-sso", **extra}}


def verification(mode, *domains):
    return {"domain_aliases_config": {"domain_verification": mode, "pending_domains": [*domains]}}


FULL = {
    "connection_config": {
        "name": "acme-sso-7k2p",
        "display_name": "Acme",
        "is_domain_connection": False,
        "show_as_button": True,
        "metadata": {"portal_ticket": "42", "emptied": None},
        "options": {
            "icon_url": "https://acme.com/icon.png",
            "domain_aliases": ["acme.com"],
            "idpinitiated": {
                "enabled": True,
                "client_id": "x" * 32,
                "client_protocol": "oauth2",
                "client_authorizequery": "scope=openid",
            },
        },
    },
    "enabled_clients": ["x" * 32],
    "enabled_organizations": [
        {**ORGANIZATION, "assign_membership_on_login": True, "show_as_button": False}
    ],
    "ttl_sec": 3600,
    "domain_aliases_config": {
        "domain_verification": "required",
        "pending_domains": ["acme.org"],
    },
    "provisioning_config": {
        "scopes": ["get:users", "post:groups"],
        "google_workspace": {"sync_users": True, "sync_groups": True},
        "token_lifetime": 900,
    },
    "use_for_organization_discovery": True,
    "third_party_client_access_config": {"allow_configuration": True},
}


@pytest.mark.parametrize(
    "body",
    [
        FULL,
        create_request(),
        edit_request(enabled_features={"sso": False, "domain_verification": True}),
        edit_request(ttl_sec=0, **verification("optional", "acme.com")),
        edit_request(use_for_organization_discovery=True, **verification("required")),
        connection(options=None),
        connection(options={"icon_url": None, "domain_aliases": None, "idpinitiated": None}),
        create_request(provisioning_config={"scopes": ["get:users"], "token_lifetime": None}),
    ],
)
def test_problems_finds_none_in_a_good_request(body):
    assert problems(body) == []


@pytest.mark.parametrize(
    ("body", "field", "part_of_message"),
    [
        # Fields alone
        ({"connection_config": {}}, "connection_config.name", "Enter a connection name"),
        (connection(name=""), "connection_config.name", "Enter a connection name"),
        (connection(name="acme_sso"), "connection_config.name", "single hyphens"),
        (connection(name="acme--sso"), "connection_config.name", "single hyphens"),
        (connection(name="-acme"), "connection_config.name", "start and end"),
        (connection(name="acme\n"), "connection_config.name", "letters, digits"),
        (connection(name="a" * 129), "connection_config.name", "128 characters"),
        (connection(name=7), "connection_config.name", "text"),
        (connection(display_name="a" * 129), "connection_config.display_name", "128"),
        (connection(show_as_button="yes"), "connection_config.show_as_button", "yes or no"),
        (connection(is_domain_connection=1), "connection_config.is_domain_connection", "yes or no"),
        (
            connection(metadata={str(n): "" for n in range(11)}),
            "connection_config.metadata",
            "up to 10",
        ),
        (connection(metadata={"a": "b" * 256}), "connection_config.metadata.a", "255"),
        (connection(metadata={"a": 1}), "connection_config.metadata.a", "text"),
        (connection(metadata=[]), "connection_config.metadata", "names and text"),
        *(
            (
                connection(options={"domain_aliases": [domain]}),
                "connection_config.options.domain_aliases.0",
                "Enter a domain",
            )
            for domain in ("a.com\n", "a b", "https://a.com", "a.٣", "müller.example", "10.0.0.1")
        ),
        (
            connection(options={"icon_url": "https://acme.com/ü.png"}),
            "connection_config.options.icon_url",
            "https://",
        ),
        (
            connection(options={"icon_url": "http://acme.com/i.png"}),
            "connection_config.options.icon_url",
            "https://",
        ),
        (
            connection(options={"domain_aliases": ["acme.com", ""]}),
            "connection_config.options.domain_aliases.1",
            "domain such as",
        ),
        (
            connection(options={"idpinitiated": {"client_protocol": "saml"}}),
            "connection_config.options.idpinitiated.client_protocol",
            "samlp, wsfed, oauth2",
        ),
        (
            connection(options={"idpinitiated": {"client_authorizequery": "a" * 257}}),
            "connection_config.options.idpinitiated.client_authorizequery",
            "256",
        ),
        (connection(options={"cert": "…"}), "connection_config.options.cert", "Remove it"),
        ({"connection_id": "acme"}, "connection_id", "con_"),
        (create_request(colour="red"), "colour", "Remove it"),
        (create_request(enabled_clients="x"), "enabled_clients", "list"),
        (create_request(enabled_clients=[1]), "enabled_clients.0", "text"),
        (
            create_request(enabled_organizations=[{}]),
            "enabled_organizations.0.organization_id",
            "Choose an organization",
        ),
        (
            create_request(enabled_organizations=[{"organization_id": "acme"}]),
            "enabled_organizations.0.organization_id",
            "org_",
        ),
        (create_request(enabled_organizations=["org"]), "enabled_organizations.0", "object"),
        (create_request(ttl_sec=-1), "ttl_sec", "0 to 432000"),
        (create_request(ttl_sec=432_001), "ttl_sec", "0 to 432000"),
        (create_request(ttl_sec=True), "ttl_sec", "0 to 432000"),
        (create_request(ttl_sec="3600"), "ttl_sec", "0 to 432000"),
        (
            create_request(domain_aliases_config={}),
            "domain_aliases_config.domain_verification",
            "none, optional, required",
        ),
        (
            create_request(**verification("always")),
            "domain_aliases_config.domain_verification",
            "none, optional, required",
        ),
        (
            create_request(**verification("required", "a" * 256)),
            "domain_aliases_config.pending_domains.0",
            "255",
        ),
        (
            create_request(provisioning_config={"scopes": []}),
            "provisioning_config.scopes",
            "at least one",
        ),
        (
            create_request(provisioning_config={"scopes": ["read:users"]}),
            "provisioning_config.scopes.0",
            "get:users",
        ),
        (
            create_request(provisioning_config={"scopes": ["get:users"], "token_lifetime": 899}),
            "provisioning_config.token_lifetime",
            "900 seconds",
        ),
        (
            create_request(provisioning_config={"google_workspace": {}}),
            "provisioning_config.google_workspace.sync_users",
            "users are synchronized",
        ),
        (
            create_request(third_party_client_access_config={}),
            "third_party_client_access_config.allow_configuration",
            "yes or no",
        ),
        (edit_request(enabled_features=None), "enabled_features", "object"),
        ([], "", "object"),
        # Fields together
        ({}, "connection_config", "to create"),
        (create_request(connection_id="con_Gx1ibSDhe0IJ8e0U"), "connection_config", "either"),
        (create_request(enabled_features={"sso": True}), "enabled_features", "only to edit"),
        (edit_request(enabled_features={}), "enabled_features", "at least one"),
        (edit_request(enabled_features={"sso": False}), "enabled_features", "at least one"),
        (
            edit_request(enabled_features={"provisioning": True}),
            "provisioning_config",
            "token permissions",
        ),
        (
            create_request(**verification("none", "acme.com")),
            "domain_aliases_config.pending_domains",
            "optional or required",
        ),
        (
            create_request(use_for_organization_discovery=True, **verification("required")),
            "use_for_organization_discovery",
            "there are 0",
        ),
        (
            create_request(
                use_for_organization_discovery=True,
                enabled_organizations=[ORGANIZATION, SECOND_ORGANIZATION],
                **verification("required"),
            ),
            "use_for_organization_discovery",
            "there are 2",
        ),
        (
            create_request(
                use_for_organization_discovery=True, enabled_organizations=[ORGANIZATION]
            ),
            "use_for_organization_discovery",
            "needs domains",
        ),
        (
            create_request(provisioning_config={"token_lifetime": 900}),
            "provisioning_config",
            "Google Workspace",
        ),
        (
            create_request(
                provisioning_config={"google_workspace": {"sync_users": False, "sync_groups": True}}
            ),
            "provisioning_config.google_workspace.sync_groups",
            "Synchronize users too",
        ),
        (
            {
                **connection(is_domain_connection=True),
                "third_party_client_access_config": {"allow_configuration": True},
            },
            "third_party_client_access_config",
            "domain-level connection",
        ),
    ],
)
def test_problems_names_the_field_and_the_remedy(body, field, part_of_message):
    before = copy.deepcopy(body)

    found = problems(body)

    assert [problem.field for problem in found] == [field]
    assert part_of_message in found[0].message
    assert body == before


def test_problems_tells_all_at_once():
    found = problems(create_request(ttl_sec=-1, enabled_clients=None, colour="red"))

    assert [problem.field for problem in found] == ["ttl_sec", "enabled_clients", "colour"]


def test_problems_refuses_google_workspace_that_the_profile_does_not_offer():
    body = create_request(provisioning_config={"google_workspace": {"sync_users": True}})

    found = problems(body, allowed_strategies=["okta", "waad"])

    assert [problem.field for problem in found] == ["provisioning_config.google_workspace"]
    assert problems(body, allowed_strategies=["google-apps"]) == []
    assert problems(body, allowed_strategies=[]) == []


def test_problems_counts_pending_domains_against_the_organization():
    body = create_request(
        enabled_organizations=[ORGANIZATION], **verification("required", "a.com", "b.com", "c.com")
    )

    found = problems(body, organization_domains=98)

    assert [problem.field for problem in found] == ["domain_aliases_config.pending_domains"]
    assert "101 domains; Auth0 allows 100. Remove 1." in found[0].message
    assert problems(body, organization_domains=97) == []


def test_problems_counts_preverified_domains_that_discovery_will_use():
    body = {
        **connection(options={"domain_aliases": ["a.com"]}),
        "enabled_organizations": [ORGANIZATION],
    }

    assert problems(body, organization_domains=100)[0].field == (
        "connection_config.options.domain_aliases"
    )
    body["use_for_organization_discovery"] = False
    assert problems(body, organization_domains=100) == []


@pytest.mark.parametrize("organizations", [[], [ORGANIZATION, SECOND_ORGANIZATION]])
def test_problems_counts_pending_domains_against_the_connection_otherwise(organizations):
    body = create_request(
        enabled_organizations=organizations, **verification("optional", "a.com", "b.com")
    )

    found = problems(body, domain_aliases=999)

    assert "1001 domains; Auth0 allows 1000. Remove 1." in found[0].message
    assert problems(body, domain_aliases=998) == []
