"""The example bodies of the ticket documents, from form to live connection."""

import pytest

from portal.auth0.ticket_request import problems
from tests.reference.conftest import World
from tests.reference.documents import document, filled

CREATE = document("create-ticket")
EDIT = document("edit-ticket")
API = document("ticket-api")


@pytest.fixture
def create_body(world: World) -> dict:
    """The example for a new connection."""
    blanks = {
        "connection_config.options.icon_url": "https://acme.com/icon.png",
        "connection_config.options.idpinitiated.client_id": world.ids["{client}"],
        "connection_config.options.idpinitiated.client_protocol": "samlp",
        "connection_config.options.idpinitiated.client_authorizequery": "scope=openid",
        "enabled_organizations.0.organization_id": world.ids["{organization}"],
        "domain_aliases_config.domain_verification": "required",
    }
    return filled(CREATE["example"], blanks)


@pytest.fixture
def edit_body(world: World) -> dict:
    """The example for an existing connection."""
    blanks = {
        "connection_id": world.ids["{connection}"],
        "domain_aliases_config.domain_verification": "optional",
    }
    return filled(EDIT["example"], blanks)


def test_create_example_becomes_the_connection_it_describes(world: World, create_body):
    assert problems(create_body) == []
    ticket = world.auth0.tickets.create(world.profile_id, create_body)
    domain = world.auth0.discovery_domains.by_name(world.ids["{organization}"], "acme2.com")
    world.sandbox.dns(domain.verification_host, domain.verification_txt)

    walked = world.sandbox.walk(
        ticket.url,
        {"do": "open"},
        {"do": "choose", "strategy": "samlp"},
        {"do": "configure", "options": {}},
        {"do": "verify"},
        {"do": "finish"},
    )

    (made,) = (one for one in world.sandbox.state()["connections"] if one["name"] == "string")
    config = create_body["connection_config"]
    assert walked["state"]["connection_id"] == made["id"]
    assert {key: made[key] for key in config if key != "options"} == {
        key: config[key] for key in config if key != "options"
    }
    assert made["options"]["icon_url"] == "https://acme.com/icon.png"
    assert made["options"]["idpinitiated"] == config["options"]["idpinitiated"]
    assert {*made["options"]["domain_aliases"]} == {"acme.corp", "okta.com", "acme2.com"}


def test_edit_example_lets_the_customer_prove_its_domain(world: World, edit_body):
    assert problems(edit_body) == []
    ticket = world.auth0.tickets.create(world.profile_id, edit_body)

    walked = world.sandbox.walk(ticket.url, {"do": "open"})

    domains = {one["domain"]: one["status"] for one in walked["state"]["domains"]}
    assert domains["acme.com"] == "pending"


@pytest.mark.parametrize("example", [CREATE, EDIT])
def test_answer_has_the_documented_address(example, world: World):
    ticket = world.auth0.tickets.create(
        world.profile_id, {"connection_config": {"name": "acme-sso"}}
    )

    host, documented = world.sandbox.url.removeprefix("http://"), example["answer"]["ticket"]
    shape = documented.replace("https://{domain}", f"http://{host}").replace("{id}", ticket.id)
    assert ticket.url == shape


def test_auth0_takes_its_sample_calls_without_a_body_and_the_portal_names_the_remedy(world: World):
    assert world.auth0.tickets.create(world.profile_id, API["example"]).url

    (problem,) = problems(API["example"])
    assert problem.field == "connection_config"


def test_revoked_ticket_opens_nothing(world: World, create_body):
    ticket = world.auth0.tickets.create(world.profile_id, create_body)

    world.auth0.tickets.revoke(world.profile_id, ticket.id)

    assert world.sandbox.requests()[-1]["status"] == 202
    assert [one["ticket"] for one in world.sandbox.state()["tickets"]] == ["revoked"]
