import pytest

from portal.local.auth0_sandbox.http.scopes import GRANTED


def without(auth0, *scopes):
    auth0.control("scopes", scopes=[scope for scope in GRANTED if scope not in scopes])
    auth0.sign_in()


@pytest.fixture
def connection(auth0):
    options = {"domain": "acme.okta.com", "client_id": "0oa1", "client_secret": "hush"}
    body = {"name": "acme-okta", "strategy": "okta", "options": options}
    return auth0.create("connections", **body)["id"]


def test_hides_options_without_their_read_scope(auth0, connection):
    without(auth0, "read:connections_options")

    seen = [auth0.get(f"connections/{connection}"), *auth0.get("connections")]

    assert all("options" not in row for row in seen)


def test_refuses_options_without_their_update_scope(auth0, connection):
    without(auth0, "update:connections_options")

    answer = auth0.api.patch(f"connections/{connection}", json={"options": {}})

    assert answer.status_code == 403
    assert answer.json()["message"].endswith("expected any of: update:connections_options")


def test_allows_the_rest_without_the_update_scope_of_options(auth0, connection):
    without(auth0, "update:connections_options")

    answer = auth0.api.patch(f"connections/{connection}", json={"show_as_button": True})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "organizations", "read:organizations"),
        ("GET", "organizations/search", "read:organizations"),
        ("POST", "organizations", "create:organizations"),
        ("GET", "connections", "read:connections"),
        ("GET", "self-service-profiles", "read:self_service_profiles"),
        ("POST", "self-service-profiles/x/sso-ticket", "create:sso_access_tickets"),
        ("GET", "logs", "read:logs"),
        ("GET", "log-streams", "read:log_streams"),
        ("GET", "custom-domains", "read:custom_domains"),
        ("GET", "clients", "read:clients"),
    ],
)
def test_names_the_scope_that_is_missing(auth0, method, path, scope):
    without(auth0, scope)

    answer = auth0.api.request(method, path)

    assert (answer.status_code, answer.json()["errorCode"]) == (403, "insufficient_scope")
    assert scope in answer.json()["message"]


def test_an_old_token_keeps_its_scopes(auth0):
    auth0.control("scopes", scopes=[])

    assert auth0.api.get("organizations").status_code == 200
