"""Answers that Auth0 would never give, but something in between might."""

import pytest

from portal.auth0 import OutcomeUnknown, Unavailable, UnexpectedAnswer
from tests.portal.auth0.conftest import Reply

ORGANIZATION = {"id": "org_P89lKyIy4Dni49BE", "name": "acme"}


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>Welcome</html>", b"\xff\xfe", b"[" * 100_000, b'"text"', b"null", b"[]"],
    ids=["empty", "page", "bytes", "deep", "text", "null", "list"],
)
def test_a_success_that_is_no_organization_is_unexpected(wire, auth0, body):
    wire.answers(Reply(body=body))

    with pytest.raises(UnexpectedAnswer):
        auth0.organizations.get(ORGANIZATION["id"])

    assert len(wire.calls) == 1


def test_a_success_without_end_is_unexpected(wire, auth0):
    wire.answers(Reply(body=b'{"id": "' + b"x" * 20_000_000 + b'", "name": "acme"}'))

    with pytest.raises(UnexpectedAnswer):
        auth0.organizations.get(ORGANIZATION["id"])


def test_a_failure_without_end_keeps_its_name(wire, auth0, waits):
    wire.answers(*[Reply(503, b"x" * 20_000_000)] * 3)

    with pytest.raises(Unavailable) as caught:
        auth0.organizations.get(ORGANIZATION["id"])

    assert caught.value.status == 503


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirection_is_not_followed(wire, auth0, status):
    wire.answers(Reply(status, headers={"Location": f"{wire.url}/elsewhere"}))

    with pytest.raises(UnexpectedAnswer, match=str(status)):
        auth0.organizations.get(ORGANIZATION["id"])

    assert [call.path for call in wire.calls] == [f"/api/v2/organizations/{ORGANIZATION['id']}"]


def test_credentials_are_not_sent_after_a_redirection(wire, auth0):
    wire.token_replies = [Reply(307, headers={"Location": f"{wire.url}/elsewhere"})]

    with pytest.raises(UnexpectedAnswer, match="307"):
        auth0.granted_scopes()

    assert [request.path for request in wire.received] == ["/oauth/token"]


def test_an_answer_that_trickles_is_given_up(wire, auth0, waits, monkeypatch):
    auth0.granted_scopes()
    monkeypatch.setattr("portal.auth0.transport.wire._LONGEST_ANSWER", 0.0)
    wire.answers(*[Reply(201, ORGANIZATION)] * 4)

    with pytest.raises(Unavailable, match="took too long"):
        auth0.organizations.get(ORGANIZATION["id"])
    with pytest.raises(OutcomeUnknown, match="took too long"):
        auth0.organizations.create(name="acme")

    assert len(wire.calls) == 4
