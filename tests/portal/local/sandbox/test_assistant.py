"""The assistant of a create ticket, step by step."""

import pytest

USERS = [f"{verb}:users" for verb in ("get", "post", "put", "patch", "delete")]
OKTA = {"do": "choose", "strategy": "okta"}
SAML = {"do": "choose", "strategy": "samlp"}


def test_makes_the_connection_without_clients(auth0):
    organization, client = auth0.organization(), auth0.client()
    ticket = auth0.ticket(
        connection_config={
            "name": "acme-sso",
            "display_name": "Acme",
            "show_as_button": True,
            "metadata": {"portal_ticket": "42"},
            "options": {"domain_aliases": ["trusted.example"]},
        },
        enabled_clients=[client],
        enabled_organizations=[{"organization_id": organization}],
    )

    state = auth0.walk(ticket, "open", OKTA, "configure")

    (connection,) = auth0.get("connections", name="acme-sso")
    assert connection["id"] == state["connection_id"]
    assert connection["strategy"] == "okta"
    assert connection["display_name"] == "Acme"
    assert connection["show_as_button"] is True
    assert connection["metadata"] == {"portal_ticket": "42"}
    assert connection["options"]["domain_aliases"] == ["trusted.example"]
    assert "enabled_clients" not in connection
    assert auth0.get(f"connections/{connection['id']}/clients") == {"clients": []}
    assert auth0.get(f"organizations/{organization}/enabled_connections") == []
    assert (state["step"], state["enabled"]) == ("enable", False)


def test_enabling_adds_clients_organization_and_trusted_domains(auth0):
    organization, client = auth0.organization(), auth0.client()
    ticket = auth0.ticket(
        connection_config={"name": "acme-sso", "options": {"domain_aliases": ["acme.example"]}},
        enabled_clients=[client],
        enabled_organizations=[
            {"organization_id": organization, "assign_membership_on_login": True}
        ],
    )

    state = auth0.walk(ticket, "open", OKTA, "configure", "enable", "finish")

    path = f"organizations/{organization}"
    (link,) = auth0.get(f"{path}/enabled_connections")
    (domain,) = auth0.get(f"{path}/discovery-domains")["domains"]
    clients = auth0.get(f"connections/{state['connection_id']}/clients")
    assert clients == {"clients": [{"client_id": client}]}
    assert link == {
        "connection_id": state["connection_id"],
        "assign_membership_on_login": True,
        "show_as_button": True,
        "connection": {"name": "acme-sso", "strategy": "okta"},
    }
    assert (domain["domain"], domain["status"]) == ("acme.example", "verified")
    assert (state["step"], state["enabled"]) == ("finished", True)


def test_offers_no_enabling_without_clients(auth0):
    ticket = auth0.ticket()

    state = auth0.walk(ticket, "open", OKTA, "configure")

    assert (state["step"], state["can_enable"]) == ("finish", False)
    assert "names no application" in auth0.why(ticket, "enable")


def test_allows_only_the_profiles_providers(auth0):
    ticket = auth0.ticket(auth0.profile(allowed_strategies=["waad", "oidc"]))

    assert auth0.walk(ticket, "open")["strategies"] == ["waad", "oidc"]
    assert auth0.why(ticket, OKTA) == "okta is not among the providers of this ticket."


@pytest.mark.parametrize(
    ("choice", "strategy"),
    [("okta-samlp", "samlp"), ("keycloak-samlp", "samlp"), ("waad", "waad"), ("adfs", "adfs")],
)
def test_maps_a_provider_to_its_strategy(auth0, choice, strategy):
    auth0.walk(auth0.ticket(), "open", {"do": "choose", "strategy": choice}, "configure")

    (connection,) = auth0.get("connections")
    assert connection["strategy"] == strategy


def test_saml_has_a_certificate_that_ends_in_a_year(auth0):
    auth0.advance(40 * 86_400)
    now = auth0.http.get("/_sandbox/clock").json()["now"]

    auth0.walk(auth0.ticket(), "open", SAML, "configure")

    (connection,) = auth0.get("connections")
    assert connection["options"]["cert"].startswith("-----BEGIN CERTIFICATE-----")
    assert connection["options"]["expires"][:4] == str(int(now[:4]) + 1)


def test_takes_a_certificates_end_from_the_options(auth0):
    options = {"expires": "2027-01-31T00:00:00.000Z"}

    auth0.walk(auth0.ticket(), "open", SAML, {"do": "configure", "options": options})

    (connection,) = auth0.get("connections")
    assert connection["options"]["expires"] == "2027-01-31T00:00:00.000Z"


def test_keeps_a_client_secret_among_the_options(auth0):
    options = {"client_secret": "hush"}

    auth0.walk(auth0.ticket(), "open", OKTA, {"do": "configure", "options": options})

    (connection,) = auth0.get("connections")
    assert connection["options"]["client_secret"] == "hush"


@pytest.mark.parametrize(
    ("choice", "options", "why"),
    [
        ("oidc", {"discovery_url": "https://idp.example"}, "must end in /.well-known/openid-"),
        ("samlp", {"signInEndpoint": "idp.example"}, "begins with https://"),
        ("samlp", {"cert": "MIIB"}, "paste the whole PEM text"),
    ],
)
def test_refuses_settings_that_cannot_work(auth0, choice, options, why):
    ticket = auth0.ticket()
    chosen = {"do": "choose", "strategy": choice}

    assert why in auth0.why(ticket, "open", chosen, {"do": "configure", "options": options})
    assert auth0.get("connections") == []
    assert auth0.events("ss_sso_failure") == ["ss_sso_connection_creation"]


def test_says_when_the_name_was_taken_meanwhile(auth0):
    ticket = auth0.ticket()
    auth0.create("connections", name="acme-sso", strategy="oidc")

    assert "name already exists" in auth0.why(ticket, "open", OKTA, "configure")


def test_gives_a_scim_token_once(auth0):
    config = {"scopes": [*USERS, "get:groups"], "token_lifetime": 86_400}
    ticket = auth0.ticket(provisioning_config=config)

    answer = auth0.try_walk(ticket, "open", OKTA, "configure", "provision").json()

    path = f"connections/{answer['state']['connection_id']}/scim-configuration"
    (token,) = auth0.get(f"{path}/tokens")
    assert answer["steps"][-1]["result"].startswith(token["token_id"])
    assert token["scopes"] == config["scopes"]
    assert token["valid_until"] > token["created_at"]
    assert auth0.get(path)["connection_name"] == "acme-sso"


def test_offers_no_scim_without_all_user_scopes(auth0):
    ticket = auth0.ticket(provisioning_config={"scopes": ["get:users"]})

    assert "no provisioning" in auth0.why(ticket, "open", OKTA, "configure", "provision")


def test_sets_up_directory_sync_for_google(auth0):
    google = {"sync_users": True, "sync_groups": True}
    ticket = auth0.ticket(provisioning_config={"google_workspace": google})
    chosen = {"do": "choose", "strategy": "google-apps"}

    state = auth0.walk(ticket, "open", chosen, "configure", "provision")

    path = f"connections/{state['connection_id']}/directory-provisioning"
    assert auth0.get(path)["synchronize_groups"] == "all"


def test_writes_the_log_in_the_order_of_the_steps(auth0):
    ticket = auth0.ticket(enabled_clients=[auth0.client()])

    auth0.walk(ticket, "open", OKTA, "configure", "test", "enable", "finish")

    assert auth0.events() == [
        "ss_sso_ticket_generation",
        "ss_sso_ticket_consumption",
        "ss_sso_connection_creation",
        "ss_sso_try_connection_start",
        "ss_sso_try_connection_end",
        "ss_sso_enable_connection",
        "ss_sso_flow_end",
    ]


def test_tells_the_step_that_is_not_allowed(auth0):
    ticket = auth0.ticket()

    answer = auth0.try_walk(ticket, "open", "configure", "finish")

    assert answer.status_code == 409
    assert answer.json()["step"] == {"do": "configure"}
    assert answer.json()["index"] == 1
    assert [step["do"] for step in answer.json()["steps"]] == ["open"]


def test_needs_an_opening_before_any_step(auth0):
    assert "not opened yet" in auth0.why(auth0.ticket(), OKTA)


def test_says_when_the_connection_was_deleted_meanwhile(auth0):
    ticket = auth0.ticket(enabled_clients=[auth0.client()])
    state = auth0.walk(ticket, "open", OKTA, "configure")
    auth0.api.delete(f"connections/{state['connection_id']}")

    assert auth0.why(ticket, "enable") == "The connection was deleted."


def test_lets_third_parties_in_only_where_the_ticket_says_so(auth0):
    allowed = auth0.ticket(third_party_client_access_config={"allow_configuration": True})
    plain = auth0.ticket(connection_config={"name": "plain"})
    configure = {"do": "configure", "options": {}, "third_party": True}

    for ticket in (allowed, plain):
        auth0.walk(ticket, "open", OKTA, configure)

    rows = {row["name"]: row["is_domain_connection"] for row in auth0.get("connections")}
    assert rows == {"acme-sso": True, "plain": False}
