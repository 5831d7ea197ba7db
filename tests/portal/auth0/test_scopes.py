"""What the portal must be allowed, and what it says when it is not."""

import pytest

from portal.auth0 import Auth0, ClientSecret, MissingScope
from portal.auth0.scopes import HOW_TO_GRANT, NEEDED, missing
from tests.sandbox_process import CLIENT_ID, CLIENT_SECRET


def test_missing_is_empty_when_all_is_granted(tenant_client):
    assert missing(tenant_client.granted_scopes()) == ()


def test_missing_names_the_scope_and_what_it_is_for(sandbox):
    names = [scope.name for scope in NEEDED if scope.name != "read:connections_options"]
    sandbox.post("/scopes", {"scopes": names})
    client = Auth0(sandbox.url, ClientSecret(CLIENT_ID, CLIENT_SECRET))

    (scope,) = missing(client.granted_scopes())

    assert scope.name == "read:connections_options"
    assert "certificate" in scope.reason


def test_missing_accepts_a_scope_that_serves_as_well():
    granted = {scope.name for scope in NEEDED} - {"read:clients"} | {"read:client_summary"}

    assert missing(granted) == ()


def test_missing_of_nothing_granted_is_everything():
    assert missing([]) == NEEDED
    assert "Machine to Machine" in HOW_TO_GRANT


def test_a_call_without_its_scope_names_it(sandbox):
    sandbox.post("/scopes", {"scopes": ["read:connections"]})
    client = Auth0(sandbox.url, ClientSecret(CLIENT_ID, CLIENT_SECRET))

    with pytest.raises(MissingScope) as caught:
        client.organizations.list()

    assert "read:organizations" in caught.value.scopes
    assert caught.value.error_code == "insufficient_scope"
