"""The door for log streams: who may push, what is read, what is refused."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from organizations.models import Connection, Event, Stage, Tenant
from tests.factories import make_connection, make_customer, make_tenant
from tests.sandbox_process import Sandbox
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
        reverse("log_hook", args=[tenant.hook_id]),
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
    assert answer.json() == {"connections": 1, "ignored": 0, "refused": 0}


def test_push_takes_a_single_object(tenant: Tenant, connection: Connection):
    answer = push(tenant, json.dumps(BATCH[1]))

    assert answer.json()["connections"] == 1


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
    assert answer.json() == {"connections": 1, "ignored": 0, "refused": 4}


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        pytest.param(b"", 0, id="empty"),
        pytest.param(b"[]", 0, id="no items"),
        pytest.param(b"not json", 1, id="text"),
        pytest.param(b"\xff\xfe\x00", 1, id="no text at all"),
        pytest.param(b"null", 1, id="null"),
        pytest.param(b"[" * 100_000, 1, id="nested too deeply"),
        pytest.param(b'{"log_id": "900"}', 1, id="nothing in it"),
        pytest.param(b'{"specversion": "1.0", "type": "test", "data": {}}', 0, id="a CloudEvent"),
    ],
)
def test_push_does_not_ask_again_for_what_can_never_be_read(
    tenant: Tenant, connection: Connection, body: bytes, refused: int
):
    answer = push(tenant, body)

    assert answer.status_code == 200
    assert (answer.json()["connections"], answer.json()["refused"]) == (0, refused)


def test_push_takes_what_can_be_read_of_odd_items(tenant: Tenant, connection: Connection):
    undated = line(1)
    del undated["date"]
    in_a_cloud_event = {"specversion": "1.0", "type": "com.auth0.log", "data": line(2)}

    answers = [push(tenant, json.dumps(item)) for item in (wrapped(undated), in_a_cloud_event)]

    assert [answer.json()["connections"] for answer in answers] == [1, 1]


def test_push_finds_in_the_log_what_is_too_much_to_read(
    db: None, sandbox: Sandbox, run_tasks: Callable[[], Any]
):
    tenant = make_tenant(sandbox, hook_token=TOKEN)

    with run_tasks():
        answer = push(tenant, json.dumps(BATCH) + " " * (2 * 1024 * 1024))

    # Anything but 2xx, and Auth0 would send it again, for ever.
    assert answer.status_code == 200
    assert answer.json() == {"connections": 0, "ignored": 0, "refused": 1}
    assert "/api/v2/logs" in [request["path"] for request in sandbox.requests()]


def test_push_ignores_what_is_not_the_assistants(tenant: Tenant, connection: Connection):
    login = {**line(3), "type": "s"}

    answer = push(tenant, json.dumps(wrapped(login, line(4, connection="other"), line(5))))

    assert answer.json() == {"connections": 1, "ignored": 1, "refused": 0}


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_push_takes_nothing_but_post(tenant: Tenant, method: str):
    answer = getattr(Client(), method)(reverse("log_hook", args=[tenant.hook_id]))

    assert answer.status_code == 405


@pytest.mark.parametrize("letter", [b"\xe9", b"\n", b"\x01"])
def test_push_loses_no_array_for_a_letter_in_another_encoding(
    tenant: Tenant, connection: Connection, letter: bytes
):
    agent = {**line(3, connection="other"), "user_agent": "caf?"}

    body = json.dumps(wrapped(line(1), agent)).encode().replace(b"caf?", b"caf" + letter)

    answer = push(tenant, body)
    assert answer.json() == {"connections": 1, "ignored": 0, "refused": 0}


@pytest.mark.parametrize("name", ["acme-sso\0", "acme-sso\ud800"], ids=["NUL", "half a character"])
def test_push_loses_nothing_beside_what_cannot_be_stored(
    tenant: Tenant, connection: Connection, name: str
):
    answer = push(tenant, json.dumps(wrapped(line(1, connection=name), line(2))))

    assert answer.status_code == 200
    assert answer.json() == {"connections": 1, "ignored": 1, "refused": 0}
