"""Access tickets, against the sandbox; odd answers against a scripted server."""

from urllib.parse import parse_qs, urlsplit

import pytest

from portal.auth0 import Conflict, Invalid, NotFound, OutcomeUnknown, UnexpectedAnswer
from tests.portal.auth0.conftest import Reply

REQUEST = {"connection_config": {"name": "globex-sso"}}


def test_create_answers_address_and_id(tenant_client, sandbox, profile):
    ticket = tenant_client.tickets.create(profile.id, REQUEST)

    assert ticket.url.startswith(f"{sandbox.url}/self-service/connections-flow?")
    assert parse_qs(urlsplit(ticket.url).query)["ticket"] == [ticket.id]
    assert len(ticket.id) == 32
    assert sandbox.walk(ticket.url, {"do": "open"})


def test_create_hides_the_ticket_from_repr(tenant_client, profile):
    ticket = tenant_client.tickets.create(profile.id, REQUEST)

    assert repr(ticket) == "IssuedTicket()"


def test_create_takes_a_custom_domain_as_host(tenant_client, sandbox, profile):
    domain = next(one for one in tenant_client.custom_domains.list().items if one.is_ready)

    tenant_client.tickets.create(profile.id, REQUEST, custom_domain=domain.domain)

    call = sandbox.requests()[-1]
    headers = {name.lower(): value for name, value in call["headers"].items()}
    assert headers["auth0-custom-domain"] == domain.domain


@pytest.mark.parametrize("host", ["a\r\nX: y", "sso acme", "-acme.com", "ü.example", "x"])
def test_create_refuses_what_is_no_host(tenant_client, profile, host):
    with pytest.raises(Invalid, match="custom domain"):
        tenant_client.tickets.create(profile.id, REQUEST, custom_domain=host)


def test_create_refuses_a_taken_connection_name(tenant_client, profile):
    tenant_client.connections.create({"name": "globex-sso", "strategy": "samlp"})

    with pytest.raises(Conflict, match="already exists"):
        tenant_client.tickets.create(profile.id, REQUEST)


def test_create_needs_a_profile(tenant_client):
    with pytest.raises(NotFound):
        tenant_client.tickets.create("ssp_0000000000000000000000", REQUEST)


def test_create_tells_when_the_answer_was_lost_after_the_work(tenant_client, sandbox, profile):
    sandbox.fault(method="POST", path="*/sso-ticket", drop="after")

    with pytest.raises(OutcomeUnknown):
        tenant_client.tickets.create(profile.id, REQUEST)

    assert len(sandbox.state()["tickets"]) == 1


def test_revoke_ends_the_ticket(tenant_client, sandbox, profile):
    ticket = tenant_client.tickets.create(profile.id, REQUEST)

    tenant_client.tickets.revoke(profile.id, ticket.id)
    tenant_client.tickets.revoke(profile.id, "a-ticket-nobody-knows")

    assert "revoked" in str(sandbox.state()["tickets"][0])


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ticket": ""},
        {"ticket": "https://acme.auth0.com/self-service/connections-flow"},
        {"ticket": "https://acme.auth0.com/self-service/connections-flow?ticket="},
        {"ticket": "https://acme.auth0.com/?ticket=a&ticket=b"},
        {"ticket": "ftp://acme.auth0.com/?ticket=abc"},
        {"ticket": "https:///?ticket=abc"},
        {"ticket": "https://[bad/?ticket=abc"},
        {"ticket": 7},
        [],
        b"<html>",
        None,
    ],
)
def test_create_does_not_trust_an_odd_answer(wire, auth0, body):
    wire.answers(Reply(201, body))

    with pytest.raises(UnexpectedAnswer) as caught:
        auth0.tickets.create("ssp_1", REQUEST)

    assert "abc" not in str(caught.value)


def test_create_reads_the_id_wherever_it_stands_in_the_query(wire, auth0):
    url = "https://acme.auth0.com/self-service/connections-flow?lang=en&ticket=a%2Fb&x=1"
    wire.answers(Reply(201, {"ticket": url}))

    assert auth0.tickets.create("ssp_1", REQUEST).id == "a/b"
