"""Connections and what hangs on them, against the sandbox."""

from datetime import UTC, datetime

import pytest

from portal.auth0 import Auth0, ClientSecret, Conflict, Invalid, MissingScope, NotFound, each
from portal.auth0.resources.connections import IdpInitiated
from portal.auth0.scopes import NEEDED
from tests.portal.auth0.conftest import Reply
from tests.sandbox_process import CLIENT_ID, CLIENT_SECRET

OPTIONS = {
    "signInEndpoint": "https://idp.globex.com/sso",
    "client_id": "at-the-idp",
    "client_secret": "a-secret-of-the-customer",
    "domain_aliases": ["globex.com"],
    "expires": "2027-09-09T22:05:43.000Z",
}


@pytest.fixture
def connection(tenant_client):
    return tenant_client.connections.create(
        {
            "name": "globex-sso",
            "strategy": "samlp",
            "display_name": "Globex",
            "metadata": {"ticket": "42"},
            "options": OPTIONS,
        }
    )


@pytest.fixture
def client_ids(tenant_client):
    return [one.client_id for one in tenant_client.clients.list().items]


def grant_all_but(sandbox, *scopes):
    granted = [scope.name for scope in NEEDED if scope.name not in scopes]
    sandbox.post("/scopes", {"scopes": granted})


def test_by_name_finds_exactly_this_name(tenant_client, connection):
    assert tenant_client.connections.by_name("globex-sso") == connection
    assert tenant_client.connections.by_name("globex-ss") is None


def test_get_answers_domains_and_certificate_but_no_other_option(tenant_client, connection):
    found = tenant_client.connections.get(connection.id)

    assert found.options_visible
    assert found.domain_aliases == ("globex.com",)
    assert found.certificate_expires == datetime(2027, 9, 9, 22, 5, 43, tzinfo=UTC)
    assert (found.strategy, found.display_name) == ("samlp", "Globex")
    assert found.metadata == {"ticket": "42"}
    assert "a-secret-of-the-customer" not in repr(found)
    assert "a-secret-of-the-customer" not in str(vars(found))


def test_get_says_when_options_may_not_be_read(tenant_client, sandbox, connection):
    grant_all_but(sandbox, "read:connections_options")

    found = Auth0(sandbox.url, ClientSecret(CLIENT_ID, CLIENT_SECRET)).connections.get(
        connection.id
    )

    assert not found.options_visible
    assert found.domain_aliases == ()


def test_list_filters_by_strategy(tenant_client, connection):
    both = [*each(lambda start: tenant_client.connections.list(start=start, take=1))]
    okta = tenant_client.connections.list(strategy="okta").items
    saml_or_oidc = tenant_client.connections.list(strategy=["samlp", "oidc"]).items

    assert {one.name for one in both} == {"globex-sso", "wayne-okta"}
    assert [one.name for one in okta] == ["wayne-okta"]
    assert [one.name for one in saml_or_oidc] == ["globex-sso"]


def test_create_refuses_a_taken_name(tenant_client, connection):
    with pytest.raises(Conflict):
        tenant_client.connections.create({"name": "globex-sso", "strategy": "samlp"})


def test_create_names_the_bad_property(tenant_client):
    with pytest.raises(Invalid, match="name"):
        tenant_client.connections.create({"name": "globex_sso", "strategy": "samlp"})


def test_update_changes_the_named_fields(tenant_client, connection):
    changed = tenant_client.connections.update(
        connection.id, {"display_name": "Globex SE", "show_as_button": True}
    )

    assert changed.display_name == "Globex SE"
    assert changed.show_as_button
    assert changed.domain_aliases == ("globex.com",)


def test_change_domain_aliases_keeps_every_other_option(tenant_client, sandbox, connection):
    changed = tenant_client.connections.change_domain_aliases(
        connection.id, add=["globex.org"], remove=["globex.com"]
    )

    assert changed
    shown = tenant_client.connections.get(connection.id)
    assert shown.domain_aliases == ("globex.org",)
    assert shown.display_name == "Globex"
    sent = next(one for one in reversed(sandbox.requests()) if one["method"] == "PATCH")["body"]
    assert sent["options"] == {**OPTIONS, "domain_aliases": ["globex.org"]}


def test_change_domain_aliases_writes_nothing_when_all_is_there(tenant_client, sandbox, connection):
    changed = tenant_client.connections.change_domain_aliases(
        connection.id, add=["globex.com"], remove=["globex.net"]
    )

    assert not changed
    assert sandbox.requests()[-1]["method"] == "GET"


def test_change_domain_aliases_stops_when_options_cannot_be_read(wire, auth0):
    wire.answers(Reply(body={"id": "con_1", "name": "globex-sso", "strategy": "samlp"}))

    with pytest.raises(MissingScope) as caught:
        auth0.connections.change_domain_aliases("con_1", add=["globex.org"])

    assert caught.value.scopes == ("read:connections_options",)
    assert len(wire.calls) == 1


def test_change_merges_options_and_keeps_the_rest(tenant_client, sandbox, connection):
    tenant_client.connections.change(
        connection.id, fields={}, options={"idpinitiated": {"enabled": True, "client_id": "a"}}
    )

    changed = tenant_client.connections.change(
        connection.id,
        fields={"show_as_button": True},
        options={"idpinitiated": {"enabled": False}, "expires": None},
    )

    assert changed.show_as_button and changed.display_name == "Globex"
    assert changed.idp_initiated == IdpInitiated(enabled=False, client_id="a")
    sent = next(one for one in reversed(sandbox.requests()) if one["method"] == "PATCH")["body"]
    kept = {name: value for name, value in OPTIONS.items() if name != "expires"}
    assert sent["options"] == {**kept, "idpinitiated": {"enabled": False, "client_id": "a"}}


def test_change_asks_for_no_options_that_it_does_not_need(wire, auth0):
    wire.answers(
        Reply(body={"id": "con_1", "name": "globex-sso", "strategy": "samlp"}),
        Reply(body={"id": "con_1", "name": "globex-sso", "strategy": "samlp"}),
    )

    auth0.connections.change("con_1", fields={"show_as_button": True}, options={})

    assert wire.calls[1].json == {"show_as_button": True}


def test_reads_purposes_and_realms(tenant_client):
    made = tenant_client.connections.create(
        {
            "name": "globex-2",
            "strategy": "oidc",
            "realms": ["globex.com"],
            "authentication": {"active": True},
            "connected_accounts": {"active": True, "cross_app_access": False},
        }
    )

    assert made.realms == ("globex.com",)
    assert (made.authentication, made.connected_accounts) == (True, True)
    assert made.cross_app_access is False


def test_delete_is_done_twice_without_harm(tenant_client, connection):
    tenant_client.connections.delete(connection.id)
    tenant_client.connections.delete(connection.id)

    assert tenant_client.connections.by_name("globex-sso") is None


def test_set_clients_enables_and_disables(tenant_client, connection, client_ids):
    first, second, third, _ = client_ids
    tenant_client.connections.set_clients(connection.id, enable=[first, second])

    tenant_client.connections.set_clients(connection.id, enable=[third], disable=[first])

    assert sorted(tenant_client.connections.clients(connection.id)) == sorted([second, third])


def test_set_clients_without_clients_asks_nothing(tenant_client, sandbox, connection):
    before = len(sandbox.requests())

    tenant_client.connections.set_clients(connection.id)

    assert len(sandbox.requests()) == before


def test_set_clients_of_an_unknown_client_is_not_found(tenant_client, connection):
    with pytest.raises(NotFound):
        tenant_client.connections.set_clients(connection.id, enable=["0" * 32])


def test_set_clients_sends_fifty_at_once(wire, auth0):
    wire.answers(Reply(204), Reply(204))

    auth0.connections.set_clients("con_1", enable=[str(number) for number in range(60)])

    assert [len(call.json) for call in wire.calls] == [50, 10]


def test_clients_follows_the_pages(wire, auth0):
    wire.answers(
        Reply(body={"clients": [{"client_id": "a"}], "next": "n1"}),
        Reply(body={"clients": [{"client_id": "b"}]}),
    )

    assert auth0.connections.clients("con_1") == ["a", "b"]
    assert "from=n1" in wire.calls[1].path


def test_scim_has_no_tokens_where_it_is_not_set_up(tenant_client, connection):
    assert tenant_client.scim.tokens(connection.id) == ()


def test_scim_tells_what_the_customer_set_up(tenant_client, sandbox, profile):
    request = {
        "connection_config": {"name": "initech-sso"},
        "provisioning_config": {
            "scopes": [f"{verb}:users" for verb in ("get", "post", "put", "patch", "delete")],
            "token_lifetime": 86_400,
        },
    }
    ticket = tenant_client.tickets.create(profile.id, request)
    sandbox.walk(
        ticket.url,
        {"do": "open"},
        {"do": "choose", "strategy": "okta"},
        {"do": "configure", "options": {}},
        {"do": "provision"},
    )
    connection = tenant_client.connections.by_name("initech-sso")

    (token,) = tenant_client.scim.tokens(connection.id)

    assert "get:users" in token.scopes
    assert (token.valid_until - token.created_at).total_seconds() == 86_400
    assert token.last_used_at is None
