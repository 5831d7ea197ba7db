"""Log rows in every wrong shape, pushed or answered: none is an error, none costs the next one."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from organizations.models import Connection, SignInDay, SignInLine, Stage, Tenant
from organizations.services.sign_ins import look_for_sign_ins
from portal import clock
from tests.factories import make_connection, make_customer, make_tenant
from tests.sandbox_process import Sandbox
from tests.tickets.hostile_rows import variations
from tests.tickets.log_lines import line
from tickets.models import LogLine
from tickets.services import activity

TOKEN = "Bearer the-secret-of-the-stream"
ID = "con_0000000000000001"
RunTasks = Callable[[], AbstractContextManager[Any]]


@pytest.fixture
def connection(db: None, sandbox: Sandbox) -> Connection:
    tenant = make_tenant(sandbox, hook_token=TOKEN)
    return make_connection(
        make_customer(),
        tenant,
        name="acme-sso",
        auth0_id=ID,
        stage=Stage.LIVE,
        wanted_clients=["app"],
        sign_ins_due_at=clock.now(),
    )


def answer_once(sandbox: Sandbox, rows: list[Any]) -> None:
    """Have the log answer these rows, but for half characters, which the sandbox can't write."""
    whole = [one for one in rows if "\\ud" not in json.dumps(one).replace("\\ud83d\\udca5", "")]
    sandbox.fault(method="GET", path="/api/v2/logs", status=200, body=whole)


def sign_in(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "log_id": f"900{number:053}",
        "date": clock.now().isoformat(),
        "type": "f",
        "description": "Invalid thumbprint (configured: 1. calculated: 2)",
        "connection_id": ID,
        "client_id": "app",
        "strategy_type": "enterprise",
        "user_id": "auth0|1",
        **fields,
    }


@pytest.mark.parametrize("joined", ["[{}]", "{}"])
def test_every_readable_row_of_a_pushed_batch_is_taken(
    connection: Connection, joined: str, run_tasks: RunTasks
) -> None:
    hostile = [
        *variations({"log_id": "1", "data": sign_in(1)}),
        *variations({"log_id": "2", "data": line(2)}),
        *variations({"specversion": "1.0", "type": "com.auth0.log", "data": line(3)}),
    ]
    between = "," if "[" in joined else "\n"

    def push(rows: list[dict[str, Any]]) -> Any:
        texts = [text for one in rows if len(text := json.dumps(one)) < 90_000]
        return Client().post(
            reverse("log_hook", args=[connection.tenant.hook_id]),
            data=joined.format(between.join(texts)),
            content_type="application/json",
            headers={"Authorization": TOKEN},
        )

    with run_tasks():
        # As many bytes as Auth0 sends at once.
        answers = [push(hostile[start : start + 100]) for start in range(0, len(hostile), 100)]
        later = clock.now() + timedelta(minutes=10)
        Tenant.objects.update(failures_due_at=later)
        # The hostile ones at the end are no sign-ins.
        answers.append(push([*hostile[-50:], sign_in(100_001), line(4)]))

    assert {answer.status_code for answer in answers} == {200}
    assert Tenant.objects.filter(failures_due_at__lt=later).exists()
    assert answers[-1].json()["connections"] == 1
    # A row is news, never proof.
    connection.refresh_from_db()
    assert connection.stage == Stage.LIVE and connection.last_sign_in_at is None
    assert not SignInLine.objects.exists()


def test_every_readable_row_of_an_answered_log_is_taken(
    connection: Connection, sandbox: Sandbox
) -> None:
    hostile = list(variations(line(1, "connection_creation")))
    body = [*hostile, line(100_001, "connection_creation")]
    answer_once(sandbox, body)

    activity.poll_logs(connection.tenant)

    assert LogLine.objects.filter(log_id=line(100_001)["log_id"]).exists()


def test_every_readable_row_of_a_search_is_taken(connection: Connection, sandbox: Sandbox) -> None:
    body = [*variations(sign_in(1)), sign_in(100_001)]
    answer_once(sandbox, body)

    look_for_sign_ins(connection.tenant)

    assert SignInLine.objects.filter(log_id=f"900{100_001:053}").exists()
    assert all("\0" not in day.text for day in SignInDay.objects.all())
