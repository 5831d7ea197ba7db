"""The door for log streams: who may push, what is read, what is refused."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from organizations.models import Connection, Event, Stage, Tenant
from tests.factories import make_connection, make_customer, make_tenant
from tests.tickets.log_lines import line

TOKEN = "Bearer the-secret-of-the-stream"


@pytest.fixture
def tenant(db: None) -> Tenant:
    """A tenant whose stream pushes to us; Auth0 itself is not asked here."""
    return make_tenant(hook_token=TOKEN)


@pytest.fixture
def connection(tenant: Tenant) -> Connection:
    return make_connection(make_customer(), tenant, name="acme-sso", stage=Stage.INVITED)


def push(tenant: Tenant, body: bytes | str, token: str = TOKEN) -> Any:
    client = Client(enforce_csrf_checks=True)
    return client.post(
        reverse("tickets:log_hook", args=[tenant.hook_id]),
        data=body.encode() if isinstance(body, str) else body,
        content_type="application/json",
        headers={"Authorization": token},
    )


def wrapped(*lines: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"log_id": one["log_id"], "data": one} for one in lines]


BATCH = wrapped(line(1), line(2, "connection_creation"))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("\n".join(map(json.dumps, BATCH)), id="JSON lines"),
        pytest.param("\r\n\r\n".join(map(json.dumps, BATCH)) + "\r\n", id="with empty lines"),
        pytest.param(json.dumps(BATCH), id="JSON array"),
    ],
)
def test_push_takes_every_format(tenant: Tenant, connection: Connection, body: str):
    answer = push(tenant, body)

    assert answer.status_code == 200
    assert answer.json() == {"new": 2, "known": 0, "ignored": 0, "refused": 0}
    connection.refresh_from_db()
    assert connection.stage == Stage.CONFIGURED


def test_push_takes_a_single_object(tenant: Tenant, connection: Connection):
    answer = push(tenant, json.dumps(BATCH[1]))

    assert answer.json()["new"] == 1


def test_push_takes_each_item_once(tenant: Tenant, connection: Connection):
    push(tenant, json.dumps(BATCH))

    answer = push(tenant, json.dumps([*BATCH, *BATCH]))

    assert answer.json() == {"new": 0, "known": 4, "ignored": 0, "refused": 0}
    assert Event.objects.filter(verb__startswith="assistant:").count() == 2


@pytest.mark.parametrize("token", ["", "Bearer wrong", TOKEN.lower(), TOKEN + " ", "Bärer ü"])
def test_push_refuses_a_stranger(tenant: Tenant, connection: Connection, token: str):
    answer = push(tenant, json.dumps(BATCH), token=token)

    assert answer.status_code == 401
    assert not Event.objects.exists()


def test_push_refuses_everybody_where_no_stream_was_started(connection: Connection):
    Tenant.objects.update(hook_token="")

    assert push(connection.tenant, json.dumps(BATCH), token="").status_code == 401


def test_push_answers_an_unknown_address_as_it_answers_a_stranger(
    tenant: Tenant, connection: Connection
):
    stranger = push(tenant, json.dumps(BATCH), token="Bearer wrong")
    tenant.hook_id = "00000000-0000-4000-8000-000000000000"

    unknown = push(tenant, json.dumps(BATCH))

    assert (unknown.status_code, unknown.content) == (stranger.status_code, stranger.content)


def test_push_refuses_malformed_items_alone(tenant: Tenant, connection: Connection):
    lines = [json.dumps(BATCH[0]), "{not json", '"text"', "null", "{}", json.dumps(BATCH[1])]

    answer = push(tenant, "\n".join(lines))

    assert answer.status_code == 200
    assert answer.json() == {"new": 2, "known": 0, "ignored": 0, "refused": 4}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"[]", id="no items"),
        pytest.param(b"not json", id="text"),
        pytest.param(b"\xff\xfe\x00", id="no text at all"),
        pytest.param(b"null", id="null"),
        pytest.param(b"[" * 100_000, id="nested too deeply"),
        pytest.param(b'{"log_id": "900"}', id="nothing in it"),
    ],
)
def test_push_refuses_a_body_without_any_item(tenant: Tenant, connection: Connection, body: bytes):
    answer = push(tenant, body)

    assert answer.status_code == 400
    assert answer.json()["error"]


def test_push_refuses_a_body_that_is_too_large(tenant: Tenant, connection: Connection):
    answer = push(tenant, json.dumps(BATCH) + " " * (2 * 1024 * 1024))

    assert answer.status_code == 413
    assert not Event.objects.exists()


def test_push_ignores_what_is_not_the_assistants(tenant: Tenant, connection: Connection):
    login = {**line(3), "type": "s"}

    answer = push(tenant, json.dumps(wrapped(login, line(4, connection="other"), line(5))))

    assert answer.json() == {"new": 1, "known": 0, "ignored": 2, "refused": 0}


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_push_takes_nothing_but_post(tenant: Tenant, method: str):
    answer = getattr(Client(), method)(reverse("tickets:log_hook", args=[tenant.hook_id]))

    assert answer.status_code == 405


@pytest.mark.parametrize(
    ("changes", "answered"),
    [
        ({"user_agent": "Mail\0 \ud800"}, {"new": 2, "refused": 0}),
        ({"ip": "fe80::1%" + "e" * 60}, {"new": 2, "refused": 0}),
        ({"details": {"connection_name": "acme-sso\0"}}, {"new": 1, "ignored": 1}),
        ({"details": {"connection_name": "acme-sso\ud800"}}, {"new": 1, "ignored": 1}),
        ({"date": "9999-12-31T23:59:59Z"}, {"new": 1, "refused": 1}),
        ({"date": "0001-01-01T00:00:00+14:00"}, {"new": 1, "refused": 1}),
        ({"log_id": "9" * 65}, {"new": 1, "refused": 1}),
    ],
    ids=["user agent", "address", "NUL", "half a character", "late", "early", "log id"],
)
def test_push_loses_nothing_beside_what_cannot_be_stored(
    tenant: Tenant, connection: Connection, changes: dict[str, Any], answered: dict[str, int]
):
    odd = line(1)
    odd["details"] |= changes.pop("details", {})
    odd |= changes

    answer = push(tenant, json.dumps([*wrapped(odd), *wrapped(line(2, "connection_creation"))]))

    assert answer.status_code == 200
    assert answer.json().items() >= answered.items()
    connection.refresh_from_db()
    assert connection.stage == Stage.CONFIGURED
