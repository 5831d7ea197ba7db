"""Every parameter row and example of POST /connections, through client and sandbox."""

import pytest

from portal.auth0 import Connection, Invalid
from tests.reference.conftest import World
from tests.reference.documents import document, with_ids

REFERENCE = document("create-connection")


def connection(**fields):
    return {"name": "acme-sso", "strategy": "samlp", **fields}


TAKEN = {
    "name": [connection(name=name) for name in ("a", "Acme-SSO-7k2p", "a" * 128)],
    "strategy": [connection(strategy=strategy) for strategy in REFERENCE["strategies"]],
    "display_name": [connection(display_name="Ü" * 128)],
    "options": [
        connection(
            options={"domain_aliases": ["acme.com"], "signInEndpoint": "https://idp.acme.com"}
        ),
        connection(options={}),
    ],
    "enabled_clients": [connection(enabled_clients=["{client}"])],
    "is_domain_connection": [connection(is_domain_connection=flag) for flag in (True, False)],
    "show_as_button": [connection(show_as_button=flag) for flag in (True, False)],
    "realms": [connection(realms=["acme.com"]), connection(realms=[])],
    "metadata": [connection(metadata={f"key{n}": "v" * 255 for n in range(10)})],
    "authentication": [connection(authentication={"active": flag}) for flag in (True, False)],
    "connected_accounts": [
        connection(connected_accounts={"active": True}),
        connection(connected_accounts={"active": True, "cross_app_access": True}),
    ],
}
REFUSED = [
    {"strategy": "samlp"},
    {"name": "acme-sso"},
    connection(name="acme_sso"),
    connection(name="a" * 129),
    connection(strategy="saml"),
    connection(display_name="a" * 129),
    connection(metadata={f"key{n}": "" for n in range(11)}),
    connection(metadata={"key": "v" * 256}),
    connection(authentication={}),
]


def test_each_documented_parameter_has_its_cases():
    assert [*TAKEN] == REFERENCE["parameters"]


@pytest.mark.parametrize("parameter", TAKEN)
def test_client_and_sandbox_take_it(parameter, world: World):
    for case in TAKEN[parameter]:
        body = with_ids(case, world.ids)

        made = world.auth0.connections.create(body)

        assert world.last_body() == body
        assert (made.name, made.strategy) == (body["name"], body["strategy"])
        assert made.display_name == body.get("display_name", made.display_name)
        assert made.metadata == body.get("metadata", {})
        world.auth0.connections.delete(made.id)


@pytest.mark.parametrize("body", REFUSED)
def test_sandbox_refuses_what_is_past_the_limits(body, world: World):
    with pytest.raises(Invalid):
        world.auth0.connections.create(body)


def test_example_makes_a_connection(world: World):
    made = world.auth0.connections.create(REFERENCE["example"])

    assert (made.name, made.strategy) == ("name", "ad")
    assert world.auth0.connections.get(made.id) == made


def test_client_reads_the_example_answer():
    read = Connection.read(REFERENCE["answer"])

    assert (read.id, read.name, read.strategy) == ("con_0000000000000001", "My connection", "auth0")
    assert read.is_domain_connection and read.show_as_button


def test_clients_given_at_creation_are_enabled(world: World):
    made = world.auth0.connections.create(connection(enabled_clients=[world.ids["{client}"]]))

    assert world.auth0.connections.clients(made.id) == [world.ids["{client}"]]
