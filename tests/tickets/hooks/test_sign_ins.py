"""Sign-ins that a log stream pushes: never believed, they have Auth0 asked."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from organizations.models import Attention, Connection, SignInDay, Stage, Tenant
from portal import clock
from tests.factories import make_connection, make_customer, make_tenant

TOKEN = "Bearer the-secret-of-the-stream"
ID = "con_0000000000000001"
RunTasks = Callable[[], AbstractContextManager[Any]]


@pytest.fixture
def connection(db: None) -> Connection:
    tenant = make_tenant(hook_token=TOKEN)
    return make_connection(
        make_customer(), tenant, auth0_id=ID, stage=Stage.LIVE, wanted_clients=["app"]
    )


def line(number: int, **fields: Any) -> dict[str, Any]:
    log_id = f"900{number:053}"
    data = {
        "log_id": log_id,
        "date": clock.now().isoformat(),
        "type": "f",
        "description": "Invalid thumbprint (configured: 1. calculated: 2)",
        "connection_id": ID,
        "client_id": "app",
        "strategy_type": "enterprise",
        "user_id": "",
        **fields,
    }
    return {"log_id": log_id, "data": data}


def spraying(number: int) -> dict[str, Any]:
    """A guessed password of the product's own database."""
    return line(
        number, type="fp", connection_id="con_database", strategy_type="database", strategy="auth0"
    )


def push(tenant: Tenant, lines: list[dict[str, Any]]) -> Any:
    return Client().post(
        reverse("log_hook", args=[tenant.hook_id]),
        data="\n".join(map(json.dumps, lines)),
        content_type="application/json",
        headers={"Authorization": TOKEN},
    )


def is_searched_soon(tenant: Tenant) -> bool:
    return Tenant.objects.filter(
        pk=tenant.pk, failures_due_at__lte=clock.now() + timedelta(minutes=1)
    ).exists()


@pytest.fixture(autouse=True)
def searched_just_now(connection: Connection) -> None:
    Tenant.objects.update(failures_due_at=clock.now() + timedelta(minutes=10))


def test_nothing_of_failures_is_kept_but_that_the_log_is_searched(connection: Connection):
    assert push(connection.tenant, [line(number) for number in range(5)]).status_code == 200

    assert is_searched_soon(connection.tenant)
    assert not SignInDay.objects.exists()
    assert not Attention.objects.exists()


@pytest.mark.parametrize(
    "item",
    [{"type": []}, {"type": {}}, {"data": {"type": [1]}}, {"data": {"data": {"type": {"s": 1}}}}],
)
def test_an_unreadable_line_takes_no_other_with_it(connection: Connection, item: Any):
    answer = push(connection.tenant, [item, line(1), line(2, user_id="\ud800")])

    assert answer.status_code == 200
    assert is_searched_soon(connection.tenant)


def test_nothing_follows_from_a_sign_in_that_auth0_does_not_know(connection: Connection):
    before = clock.now() - timedelta(hours=1)
    Connection.objects.update(stage=Stage.IN_USE, first_sign_in_at=before, last_sign_in_at=before)

    push(connection.tenant, [line(1, type="s", description="")])

    connection.refresh_from_db()
    assert connection.last_sign_in_at == before


def test_a_flood_of_guessed_passwords_asks_nothing(
    connection: Connection, django_assert_num_queries: Any
):
    with django_assert_num_queries(1):  # whose stream it is
        answer = push(connection.tenant, [spraying(number) for number in range(4_000)])

    assert answer.json() == {"connections": 0, "ignored": 4_000, "refused": 0}
    assert not is_searched_soon(connection.tenant)


def test_a_flood_hides_no_failure_among_it(connection: Connection):
    lines = [spraying(number) for number in range(2_000)]

    push(connection.tenant, [*lines[:1_000], line(7), *lines[1_000:]])

    assert is_searched_soon(connection.tenant)


def test_a_first_sign_in_has_auth0_asked_and_is_not_believed(
    connection: Connection, sandbox: Any, run_tasks: RunTasks
):
    Tenant.objects.filter(pk=connection.tenant_id).update(base_url=sandbox.url)
    good = line(1, type="s", description="")

    with run_tasks():
        push(connection.tenant, [good])

    connection.refresh_from_db()
    assert (connection.stage, connection.first_sign_in_at) == (Stage.LIVE, None)
    queries = [row["query"].get("q") for row in sandbox.requests()]
    assert any(ID in str(query) for query in queries)
