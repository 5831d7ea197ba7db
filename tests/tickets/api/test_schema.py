"""The document holds: whatever it allows gets an answer that it describes, and never a 500.

Short and the same each time; `--api-calls 10000` generates as many calls of another seed.
"""

import json
import logging
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import schemathesis
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis.core import NotSet

from organizations.models import Customer, Domain, Tenant
from organizations.services import webhooks
from portal import clock
from tests.api_client import Api
from tests.factories import (
    SYSTEM,
    make_connection,
    make_customer,
    make_organization,
    make_ticket,
)
from tickets.api.documents import EXAMPLES, described
from tickets.api.urls import api as our_api
from tickets.models import Job, Message, Preset
from tickets.services import bulk
from tickets.states import State

DOCUMENT = json.loads(json.dumps(described(our_api)))
FOUND: Any = schemathesis.openapi.from_dict(DOCUMENT).get_all_operations()
OPERATIONS = {one.ok().definition.raw["operationId"]: one.ok() for one in FOUND}


@pytest.fixture
def ids(customer: Customer, tenant: Tenant, preset: Preset) -> dict[str, Any]:
    """Something of each kind, so that not every call asks for what is not there."""
    connection = make_connection(customer, tenant, name="acme-sso")
    ticket = make_ticket(connection, state=State.ISSUED, preset=preset)
    now = clock.now()
    domain = Domain.objects.create(
        customer=customer,
        connection=connection,
        name="acme.org",
        state=Domain.State.PENDING,
        created_at=now,
    )
    message = Message.objects.create(
        connection=connection,
        link=ticket.link,
        ticket=ticket,
        kind=Message.Kind.INVITATION,
        key="one",
        to_email="alice@acme.com",
        subject="Hello",
        text="Hello",
        created_at=now,
        due_at=now,
    )
    job = bulk.job_of_customers(
        Customer.objects.all(),
        kind=Job.Kind.ISSUE,
        tenant=tenant,
        preset=preset,
        by=SYSTEM,
    )
    endpoint, _secret = webhooks.create_endpoint(
        name="CRM", url="https://crm.example/", types=["ticket.*"], by=SYSTEM
    )
    make_organization(make_customer("Globex", external_id="C-1"), tenant)
    return {
        "customer_id": customer.pk,
        "contact_id": customer.contacts.get().pk,
        "tenant_id": tenant.pk,
        "organization_id": customer.organizations.get().pk,
        "connection_id": connection.pk,
        "domain_id": domain.pk,
        "preset_id": preset.pk,
        "ticket_id": ticket.pk,
        "link_id": str(ticket.link_id),
        "message_id": message.pk,
        "job_id": job.pk,
        "webhook_id": endpoint.pk,
        "delivery_id": webhooks.send_test(endpoint, by=SYSTEM).pk,
    }


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_what_the_document_allows_is_answered_as_it_says(
    name: str, ids: dict[str, Any], pytestconfig: pytest.Config, settings: Any
) -> None:
    settings.API_RATE = 10**9
    logging.disable(logging.CRITICAL)
    api = Api(raise_request_exception=False)
    calls = pytestconfig.getoption("--api-calls")
    count = max(2, round(calls / len(OPERATIONS)))
    problems: list[str] = []

    def call(case: Any, real: dict[str, bool]) -> None:
        answer = send(api, case, ids, real)
        problems.extend(f"{shown(case)} → {one}" for one in wrong_with(case, answer))

    try:
        run(OPERATIONS[name], call, ids, count, fixed=calls == 150)
    finally:
        logging.disable(logging.NOTSET)

    assert problems == []


def run(operation: Any, call: Any, ids: dict[str, Any], count: int, *, fixed: bool) -> None:
    real = st.fixed_dictionaries({key: st.integers(0, 3).map(bool) for key in ids})

    @seed(1 if fixed else random.randrange(10**9))
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(), real)
    def each(case: Any, chosen: dict[str, bool]) -> None:
        call(case, chosen)

    each()


def send(api: Api, case: Any, ids: dict[str, Any], real: dict[str, bool]) -> Any:
    """Send a generated call, in most of them with IDs of what is there."""
    parts = {**case.path_parameters}
    parts |= {key: ids[key] for key in parts if real[key]}
    path = case.path
    for key, value in parts.items():
        path = path.replace(f"{{{key}}}", str(value))
    body = case.body
    if isinstance(body, dict):
        body = {k: ids[k] if k in ids and real[k] and v else v for k, v in body.items()}
    sent: dict[str, Any] = {}
    if not isinstance(body, NotSet):
        sent["data"] = json.dumps(body)
    headers = {"Authorization": f"Bearer {api.secret}"}
    if key := (case.headers or {}).get("Idempotency-Key"):
        headers["Idempotency-Key"] = key
    client: Client = api._client
    query = {name: value for name, value in (case.query or {}).items() if value is not None}
    return client.generic(
        case.method,
        path,
        content_type="application/json",
        query_params=query,
        headers=headers,
        **sent,
    )


def wrong_with(case: Any, answer: Any) -> Iterator[str]:
    """What of an answer the document does not say."""
    status = str(answer.status_code)
    told = case.operation.definition.raw["responses"].get(status)
    if told is None:
        yield f"{status} is not documented: {answer.content.decode()[:300]}"
        return
    content = told.get("content")
    if not content:
        if answer.content:
            yield f"{status} has a body"
        return
    kind = answer["Content-Type"].partition(";")[0]
    if kind not in content:
        yield f"{status} is of the type {kind}"
        return
    schema = {**content[kind]["schema"], "components": DOCUMENT["components"]}
    for error in Draft202012Validator(schema).iter_errors(json.loads(answer.content)):
        yield f"{status}: {error.json_path}: {error.message[:200]}"


def shown(case: Any) -> str:
    body = "" if isinstance(case.body, NotSet) else json.dumps(case.body)[:300]
    return f"{case.method} {case.path} {case.path_parameters} {case.query} {body}"


def test_every_post_is_carried_out_once_and_answered_the_same(ids: dict[str, Any]) -> None:
    """A refusal is decided anew each time, since nothing was done."""
    api = Api(raise_request_exception=False)
    different = []
    for name, path, body in posts(ids):
        first, again = (api.call("POST", path, body, **{"Idempotency-Key": name}) for _ in "12")
        replayed = again.get("Idempotency-Replayed") == "true"
        if again.content != first.content or replayed != (first.status_code < 400):
            different.append(name)

    assert different == []


def test_every_post_sent_twice_at_once_is_carried_out_once(
    transactional_db: None, ids: dict[str, Any]
) -> None:
    api = Api(raise_request_exception=False)
    different, carried_out = [], 0

    def send(name: str, path: str, body: Any, both: threading.Barrier) -> Any:
        try:
            both.wait()
            return api.call("POST", path, body, **{"Idempotency-Key": name})
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for post in posts(ids):
            both = threading.Barrier(2)
            calls = [pool.submit(send, *post, both) for _ in "12"]
            answers = [call.result() for call in calls]
            bodies = {answer.content for answer in answers}
            done = [one for one in answers if "Idempotency-Replayed" not in one]
            good = [one.status_code < 400 for one in answers]
            carried_out += any(good)
            if len(bodies) > 1 or len({*good}) > 1 or len(done) != (1 if any(good) else 2):
                different.append((post[0], [one.status_code for one in answers], bodies))

    assert different == []
    # The others find what an earlier one ended, and are refused alike.
    assert carried_out > 12


def posts(ids: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """Every POST there is with its name, path and a body, for what is there."""
    written = json.loads(EXAMPLES.read_text())
    found = []
    for path, told in DOCUMENT["paths"].items():
        if "post" not in told:
            continue
        name = told["post"]["operationId"]
        for key, value in ids.items():
            path = path.replace(f"{{{key}}}", str(value))
        spare = {"reason": "A test", "ready": 1} if "requestBody" in told["post"] else {}
        body = written.get(name, {}).get("request", spare)
        found.append((name, path, {key: ids.get(key, value) for key, value in body.items()}))
    assert len(found) > 20
    return found
