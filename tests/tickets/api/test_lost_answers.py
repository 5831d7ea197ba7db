"""The process dies when it has done something, before it could write down what it answers.

Whoever sends the request again gets an answer, and nothing is done twice.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from organizations.auth0_clients import auth0
from organizations.models import Connection, Customer, Event, IdempotencyKey, Tenant
from portal import clock
from tests.api_client import Api, told
from tests.factories import make_connection
from tests.sandbox_process import Sandbox
from tickets.models import Preset

from .acts import ACTS, World

KEY = {"Idempotency-Key": "order-1"}
# Whoever looks twice has looked twice.
_LOOKS = {"connection:refresh", "domain:check", "domain:look_up"}


class Died(BaseException):
    """As a process does: nothing of ours handles it."""


def _die_at_the_answer(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
    if sql.startswith('UPDATE "organizations_idempotencykey" SET "status"'):
        raise Died
    return execute(sql, *args)


def _die_at_the_name(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
    if 'FROM "organizations_connection"' in sql:
        raise Died
    return execute(sql, *args)


@pytest.mark.parametrize("name", [name for name, (method, _) in ACTS.items() if method == "POST"])
def test_is_answered_when_sent_again_and_done_once(
    name: str, customer: Customer, tenant: Tenant, preset: Preset
) -> None:
    method, path, body = World(customer, tenant, preset).prepare(name)
    before = Event.objects.values_list("pk", flat=True).first() or 0
    api = Api()

    with connection.execute_wrapper(_die_at_the_answer), pytest.raises(Died):
        api.call(method, path, body, **KEY)
    # Long enough for everybody to know that it is dead.
    IdempotencyKey.objects.update(claimed_until=clock.now() - timedelta(seconds=1))
    again = api.call(method, path, body, **KEY)
    once_more = api.call(method, path, body, **KEY)

    assert again.status_code < 300, again.content.decode()
    assert once_more.content == again.content
    acts = Counter(Event.objects.filter(pk__gt=before).values_list("verb", flat=True))
    assert acts
    assert {verb: times for verb, times in acts.items() if times > 1 and verb not in _LOOKS} == {}


def test_a_connection_that_auth0_did_not_answer_for_is_made_once(
    customer: Customer, tenant: Tenant, sandbox: Sandbox
) -> None:
    """Made there; and whether it was, Auth0 did not say either."""
    options = {"signInEndpoint": "https://idp.acme.com/saml"}
    body = {"name": "acme-two", "strategy": "samlp", "options": options}
    path, api = f"/customers/{customer.pk}/connections", Api()
    sandbox.fault(method="POST", path="/api/v2/connections", drop="after")
    # Whether the name is free is answered; what became of it isn't.
    sandbox.fault(method="GET", path="/api/v2/connections", headers={"X-Told": "yes"})
    sandbox.fault(method="GET", path="/api/v2/connections", status=503, times=10)

    assert api.post(path, body, **KEY).status_code in (502, 503)
    assert Connection.objects.get().auth0_id == ""
    sandbox.clear_faults()
    made = told(api.post(path, body, **KEY), 201)

    assert [one.auth0_id for one in Connection.objects.all()] == [made["auth0_id"]]
    assert len(auth0(tenant).connections.list(strategy=("samlp",)).items) == 1


def test_a_connection_that_was_there_before_is_not_the_lost_one(
    customer: Customer, tenant: Tenant
) -> None:
    """The first attempt died before it did anything."""
    before = make_connection(
        customer, tenant, name="acme-two", origin=Connection.Origin.DIRECT, auth0_id="con_acmetwo"
    )
    options = {"signInEndpoint": "https://idp.acme.com/saml"}
    body = {"name": "acme-two", "strategy": "samlp", "options": options}
    path, api = f"/customers/{customer.pk}/connections", Api()

    with connection.execute_wrapper(_die_at_the_name), pytest.raises(Died):
        api.post(path, body, **KEY)
    IdempotencyKey.objects.update(claimed_until=clock.now() - timedelta(seconds=1))

    assert told(api.post(path, body, **KEY), 409)["code"] == "taken"
    assert Connection.objects.get() == before
    assert not Event.objects.filter(connection=before).exists()
