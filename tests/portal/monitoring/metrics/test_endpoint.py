"""What Prometheus reads, and who else may."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings as django_settings
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from organizations.auth0_clients import auth0
from organizations.models import Tenant
from portal.monitoring.health import heartbeat
from portal.monitoring.metrics import calls
from tests.factories import make_connection, make_customer, make_tenant, make_ticket
from tests.sandbox_process import Sandbox
from tickets.states import State

GRAFANA = Path(django_settings.BASE_DIR, "portal", "monitoring", "metrics", "grafana")
NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def _nothing_counted(redis_url: str) -> None:
    with heartbeat.connect() as client:
        client.delete(calls._COUNTS, calls._SECONDS, calls._SHARES)


def read(client: Client | None = None, **headers: str) -> dict[tuple[str, ...], float]:
    """Each value by name and labels, `("portal_tickets", "state=queued")`."""
    answer = (client or Client()).get("/metrics", headers=headers)
    assert answer.status_code == 200
    return {
        (one.name, *(f"{name}={value}" for name, value in sorted(one.labels.items()))): one.value
        for family in text_string_to_metric_families(answer.content.decode())
        for one in family.samples
    }


def test_counts_requests_by_route_and_never_by_path(db: None) -> None:
    answered = ("portal_requests_total", "route=tickets:landing", "status=404")
    timed = ("portal_request_seconds_count", "route=tickets:landing")
    before = read()

    Client().get("/l/a-token-that-opens-a-setup/")
    Client().get("/nothing/here/")

    text = Client().get("/metrics").content.decode()
    assert "a-token-that-opens-a-setup" not in text
    assert "nothing/here" not in text
    after = read()
    assert after[answered] == before.get(answered, 0) + 1
    assert after[timed] == before.get(timed, 0) + 1


def test_tells_states_and_what_waits(db: None) -> None:
    tenant = make_tenant()
    connection = make_connection(make_customer("Acme", tenant=None), tenant)
    make_ticket(connection, state=State.QUEUED)

    told = read()

    assert told["portal_tickets", "state=queued"] == 1
    assert told["portal_tickets", "state=issued"] == 0
    assert told["portal_due_rows", "kind=ticket"] == 1
    assert told["portal_due_oldest_seconds", "kind=ticket"] >= 0
    assert told["portal_due_rows", "kind=mail"] == 0
    assert told["portal_part_up", "part=database"] == 1
    assert told["portal_part_up", "part=beat"] == 0


def test_counts_calls_to_auth0_without_their_ids(tenant: Tenant) -> None:
    client = auth0(tenant)
    made = client.organizations.create(name="acme", display_name="Acme")
    client.organizations.get(made.id)

    told = read()

    ours = f"tenant={tenant.domain}"
    where = "endpoint=GET organizations/:id"
    assert told["portal_auth0_requests_total", where, "status=200", ours] == 1
    assert told["portal_auth0_request_seconds_total", where, ours] >= 0
    assert 0 <= told["portal_auth0_limit_used_ratio", where, ours] <= 1
    assert not any("org_" in label for key in told for label in key)


def test_tells_what_it_can_while_the_broker_is_away(db: None, settings: Any) -> None:
    settings.REDIS_URL = NOWHERE

    told = read()

    assert told["portal_part_up", "part=broker"] == 0
    assert told["portal_part_up", "part=database"] == 1


def test_a_call_is_made_though_nobody_counts_it(
    tenant: Tenant, sandbox: Sandbox, settings: Any
) -> None:
    client = auth0(tenant)
    settings.REDIS_URL = NOWHERE

    assert client.organizations.list(per_page=1) is not None


def test_strangers_may_not_read(db: None) -> None:
    for client in (
        Client(REMOTE_ADDR="192.0.2.1"),
        Client(headers={"X-Forwarded-For": "192.0.2.1"}),
    ):
        assert client.get("/metrics").status_code == 401


def test_with_a_token_it_alone_opens(db: None, settings: Any) -> None:
    settings.METRICS_TOKEN = "of-prometheus"

    assert Client().get("/metrics").status_code == 401
    assert Client().get("/metrics", headers={"Authorization": "Bearer x"}).status_code == 401
    far = Client(REMOTE_ADDR="192.0.2.1")
    assert read(far, Authorization="Bearer of-prometheus")


def test_reading_costs_few_queries(db: None, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(16):
        Client().get("/metrics")


# --- Dashboard and alerts --------------------------------------------------------------------


def expressions() -> list[str]:
    board = json.loads((GRAFANA / "dashboard.json").read_text())
    rules = yaml.safe_load((GRAFANA / "alerts.yml").read_text())
    return [
        *(target["expr"] for panel in board["panels"] for target in panel["targets"]),
        *(rule["expr"] for group in rules["groups"] for rule in group["rules"]),
    ]


def test_every_expression_names_metrics_and_labels_that_exist(tenant: Tenant) -> None:
    auth0(tenant).organizations.list(per_page=1)
    Client().get("/healthz")
    told = read()
    names = {key[0] for key in told}
    labels = {label.partition("=")[0] for key in told for label in key[1:]}
    values = {label for key in told for label in key[1:]}

    for expr in expressions():
        named = set(re.findall(r"\bportal_[a-z0-9_]+", expr))
        assert named, expr
        assert named <= names, expr
        for group in re.findall(r"\bby \(([^)]*)\)", expr):
            assert set(group.split(", ")) <= labels, expr
        for label, choices in re.findall(r'(\w+)=~?"([^"]*)"', expr):
            assert label in labels, expr
            if label in ("state", "kind"):
                assert {f"{label}={one}" for one in choices.split("|")} <= values, expr
        assert expr.count("(") == expr.count(")")
