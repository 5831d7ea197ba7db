"""The calls of Auth0's deploy CLI, so that its export and import go through.

Recorded from auth0-deploy-cli 8.44.0 (npm), `a0deploy export` and `a0deploy import` with
AUTH0_INCLUDED_ONLY=["clients","connections","organizations","selfServiceProfiles"], against the
sandbox behind a TLS proxy: the CLI knows https only. Paths, queries and bodies are the CLI's.
"""

from typing import Any

import pytest

GOOGLE = {"client_id": "abc", "client_secret": "def", "domain": "acme.example"}
MAPPING = [{"auth0": "email", "idp": "primaryEmail"}]
OFFSET = {"page": 0, "per_page": 100, "include_totals": True}
LINKS = {"page": 0, "per_page": 50, "include_totals": True}
EXPORTED = {
    "clients": ({**OFFSET, "is_global": False}, "clients"),
    "connections": ({"include_totals": True, "take": 50}, "connections"),
    "connections-directory-provisionings": ({"take": 50}, "directory_provisionings"),
    "connections/{connection}/clients": ({"take": 100}, "clients"),
    "organizations": ({"include_totals": True, "take": 50}, "organizations"),
    "organizations/{organization}/connections": (LINKS, "connections"),
    "organizations/{organization}/client-grants": (LINKS, "client_grants"),
    "organizations/{organization}/discovery-domains": ({"take": 50}, "domains"),
    "self-service-profiles": (OFFSET, "self_service_profiles"),
    "client-grants": ({"include_totals": True, "take": 50}, "client_grants"),
    "rules": (OFFSET, "rules"),
    "event-streams": ({"take": 50}, "eventStreams"),
}
EMPTY = ("rules", "event-streams")


@pytest.fixture
def ids(auth0):
    """What an import of one of each kind makes, call by call."""
    app = {"name": "New app", "app_type": "spa", "organization_usage": "allow"}
    client = auth0.create("clients", **app, callbacks=["https://app.example.com/cb"])["client_id"]
    body = {"name": "acme-google", "strategy": "google-apps", "options": GOOGLE}
    connection = auth0.create("connections", **body)["id"]
    enabled = [{"client_id": client, "status": True}]
    auth0.api.patch(f"connections/{connection}/clients", json=enabled).raise_for_status()
    auth0.create(
        f"connections/{connection}/directory-provisioning",
        mapping=MAPPING,
        synchronize_automatically=True,
    )
    profile = auth0.create("self-service-profiles", name="Third", allowed_strategies=["okta"])["id"]
    organization = auth0.create("organizations", name="acme-new", display_name="Acme New")["id"]
    auth0.create(
        f"organizations/{organization}/connections",
        assign_membership_on_login=True,
        is_enabled=False,
        connection_id=connection,
    )
    domain = auth0.create(
        f"organizations/{organization}/discovery-domains",
        domain="acme.example",
        status="pending",
        use_for_organization_discovery=True,
    )["id"]
    grant = auth0.create(
        "client-grants",
        client_id=client,
        audience="https://api.example.com",
        scope=["read:all"],
        organization_usage="allow",
    )["id"]
    auth0.create(f"organizations/{organization}/client-grants", grant_id=grant)
    return {
        "client": client,
        "connection": connection,
        "profile": profile,
        "organization": organization,
        "domain": domain,
        "grant": grant,
    }


@pytest.mark.parametrize("path", EXPORTED)
def test_export_reads_it(auth0, ids, path):
    query, key = EXPORTED[path]

    answer = auth0.get(path.format(**ids), **query)

    assert len(answer[key]) == (0 if path in EMPTY else 1)


def test_import_changes_what_is_there(auth0, ids):
    organization, connection = ids["organization"], ids["connection"]
    changes: dict[str, dict[str, Any]] = {
        f"clients/{ids['client']}": {"callbacks": ["https://app.example.com/cb2"]},
        f"connections/{connection}": {"options": GOOGLE, "display_name": "Google"},
        f"connections/{connection}/directory-provisioning": {
            "mapping": MAPPING,
            "synchronize_automatically": False,
        },
        f"self-service-profiles/{ids['profile']}": {"allowed_strategies": ["okta", "waad"]},
        f"organizations/{organization}": {"display_name": "Acme Newer"},
        f"organizations/{organization}/connections/{connection}": {
            "assign_membership_on_login": True,
            "is_enabled": True,
        },
        f"organizations/{organization}/discovery-domains/{ids['domain']}": {
            "status": "verified",
            "use_for_organization_discovery": True,
        },
    }

    for path, body in changes.items():
        answer = auth0.api.patch(path, json=body)

        assert answer.status_code == 200, answer.text
        assert answer.json().items() >= body.items()


def test_import_with_deletes_takes_everything_away(auth0, ids):
    organization, connection = ids["organization"], ids["connection"]
    for path, status in {
        f"organizations/{organization}/client-grants/{ids['grant']}": 204,
        f"organizations/{organization}/connections/{connection}": 204,
        f"organizations/{organization}": 204,
        f"client-grants/{ids['grant']}": 204,
        f"clients/{ids['client']}": 204,
        f"connections/{connection}/directory-provisioning": 204,
        f"connections/{connection}": 202,
        f"self-service-profiles/{ids['profile']}": 204,
    }.items():
        assert auth0.api.delete(path).status_code == status

    assert auth0.get("clients") == auth0.get("connections") == auth0.get("organizations") == []
    assert auth0.get("client-grants") == []


def test_a_deleted_client_is_enabled_nowhere(auth0, ids):
    auth0.api.delete(f"clients/{ids['client']}")

    assert auth0.get(f"connections/{ids['connection']}/clients") == {"clients": []}
    assert auth0.get("client-grants") == []
    assert auth0.api.get(f"clients/{ids['client']}").status_code == 404


def test_the_older_calls_show_enabled_connections_only(auth0, ids):
    older = f"organizations/{ids['organization']}/enabled_connections"
    newer = f"organizations/{ids['organization']}/connections"
    connection = ids["connection"]

    assert auth0.get(older) == []
    assert auth0.api.get(f"{older}/{connection}").status_code == 404
    assert auth0.get(newer, is_enabled=True) == []
    (link,) = auth0.get(newer, is_enabled=False)
    assert link == {
        "connection_id": connection,
        "assign_membership_on_login": True,
        "show_as_button": True,
        "is_enabled": False,
        "organization_access_level": "none",
        "connection": {"name": "acme-google", "strategy": "google-apps"},
    }

    auth0.create(older, connection_id=connection)

    assert auth0.get(f"{newer}/{connection}")["is_enabled"]
    assert [row["connection_id"] for row in auth0.get(older)] == [connection]
    assert auth0.api.post(newer, json={"connection_id": connection}).status_code == 409
    assert auth0.api.post(older, json={"connection_id": connection}).status_code == 409


def test_a_link_takes_its_settings_back_with_null(auth0, ids):
    path = f"organizations/{ids['organization']}/connections/{ids['connection']}"
    named = {"organization_connection_name": "sso", "organization_access_level": "full"}
    changed = auth0.api.patch(path, json=named).json()

    reset = auth0.api.patch(path, json=dict.fromkeys([*named, "is_enabled"])).json()

    assert changed.items() >= named.items()
    assert "organization_connection_name" not in reset
    assert (reset["organization_access_level"], reset["is_enabled"]) == ("none", True)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("connections/{connection}/directory-provisioning", {}, 409),
        ("connections/{okta}/directory-provisioning", {}, 404),
        ("client-grants", {"client_id": "nobody", "audience": "a"}, 404),
        ("client-grants", {"client_id": "{client}", "audience": "https://api.example.com"}, 409),
        ("client-grants", {"audience": "a"}, 400),
        ("organizations/{organization}/client-grants", {"grant_id": "cgr_0"}, 404),
        ("organizations/{organization}/client-grants", {"grant_id": "{grant}"}, 409),
        ("organizations/org_0000000000000000/client-grants", {"grant_id": "{grant}"}, 404),
        ("organizations/org_0000000000000000/connections", {"connection_id": "{connection}"}, 404),
    ],
)
def test_refuses(auth0, ids, path, body, status):
    ids["okta"] = auth0.create("connections", name="acme-okta", strategy="okta")["id"]
    filled = {name: value.format(**ids) for name, value in body.items()}

    assert auth0.api.post(path.format(**ids), json=filled).status_code == status


def test_reads_the_default_mapping_of_scim(auth0, ids):
    okta = auth0.create("connections", name="acme-okta", strategy="okta")["id"]
    path = "connections/{}/scim-configuration/default-mapping"

    mapping = auth0.get(path.format(okta))["mapping"]

    assert {"auth0": "preferred_username", "scim": "userName"} in mapping
    assert auth0.api.get(path.format(ids["connection"])).status_code == 404
    assert auth0.api.get("event-streams/est_0000000000000000000000").status_code == 404
