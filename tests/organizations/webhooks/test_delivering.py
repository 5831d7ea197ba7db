"""Events reach their receivers: signed, in order by their sequence, as often as it takes."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from organizations.models import PublicEvent, WebhookDelivery, WebhookEndpoint
from organizations.services import audit, customers, webhooks
from organizations.services.webhooks.delivering import RETRIES
from organizations.verbs import Verb
from portal import clock
from tests.api_client import Api, told
from tests.factories import SYSTEM, make_connection, make_customer, make_tenant

from .conftest import happen, only
from .receiver import Receiver, listening

Later = Callable[[timedelta], None]
pytestmark = pytest.mark.django_db
State = WebhookDelivery.State


def test_an_event_arrives_signed(endpoint: WebhookEndpoint, receiver: Receiver) -> None:
    happen()
    webhooks.deliver_due()

    assert receiver.forged == 0
    (body,) = receiver.bodies
    assert (body["type"], body["sequence"]) == ("customer.created", 1)
    assert body["data"].keys() == {"id", "customer_id", "connection_id", "object"}
    delivery = only()
    assert (delivery.state, delivery.tries, delivery.due_at) == (State.DELIVERED, 1, None)
    assert delivery.attempts[0]["status"] == 200
    assert delivery.attempts[0]["answer"] == "thanks"


def test_a_full_payload_is_the_event_as_the_api_lists_it(
    endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    webhooks.change_endpoint(endpoint, payload="full", by=SYSTEM)
    happen()
    webhooks.deliver_due()

    (event,) = told(Api().get("/events"))["data"]
    (body,) = receiver.bodies
    told_of = {**body["data"], "type": body["type"], "at": body["timestamp"]}
    # What the list gives only where it's asked to.
    assert told_of | {"customer": None, "connection": None} == event


def test_only_what_was_chosen_and_only_from_then_on(receiver: Receiver) -> None:
    happen()
    webhooks.deliver_due()
    types = ["contact.created", "ticket.*"]
    webhooks.create_endpoint(name="CRM", url=receiver.url(), types=types, by=SYSTEM)
    happen()
    customer = make_customer("Umbra")
    customers.add_contact(customer, name="Bob", email="bob@umbra.com", language="en", by=SYSTEM)
    webhooks.deliver_due()

    assert [body["type"] for body in receiver.bodies] == ["contact.created"]


def test_of_another_tenant_nothing_is_told(receiver: Receiver) -> None:
    ours, theirs = make_tenant(), make_tenant()
    webhooks.create_endpoint(
        name="A", url=receiver.url(), types=["connection.*"], tenant=ours, by=SYSTEM
    )
    customer = make_customer("Acme")
    for tenant in (ours, theirs):
        connection = make_connection(customer, tenant)
        audit.record(Verb.CONNECTION_PLAN, by=SYSTEM, connection=connection, name="x")
    webhooks.deliver_due()

    (body,) = receiver.bodies
    assert body["data"]["connection_id"] == ours.connections.get().pk


def test_retried_over_three_days_under_one_id(
    endpoint: WebhookEndpoint, receiver: Receiver, later: Later
) -> None:
    receiver.mode = "fail"
    happen()
    webhooks.deliver_due()
    for pause in RETRIES:
        later(pause - timedelta(seconds=2))
        webhooks.deliver_due()
        before = len(receiver.got)
        later(timedelta(seconds=2))
        webhooks.deliver_due()
        assert len(receiver.got) == before + 1

    delivery = only()
    assert sum(RETRIES, timedelta()) > timedelta(days=3)
    assert (delivery.state, delivery.tries, delivery.due_at) == (State.FAILED, 10, None)
    assert len(receiver.got) == 10
    assert len(set(receiver.ids)) == 1
    # The clock of the portal was moved, and the receiver's was not.
    assert receiver.forged == 0
    assert delivery.attempts[-1]["answer"] == "no room"


def test_a_retry_that_is_taken_ends_it(
    endpoint: WebhookEndpoint, receiver: Receiver, later: Later
) -> None:
    receiver.mode = "fail"
    happen()
    webhooks.deliver_due()
    receiver.mode = "ok"
    later(RETRIES[0])
    webhooks.deliver_due()
    webhooks.deliver_due()

    assert (only().state, only().tries) == (State.DELIVERED, 2)
    endpoint.refresh_from_db()
    assert (endpoint.failing_since, endpoint.failures) == (None, 0)
    assert len(receiver.got) == 2


@pytest.mark.parametrize(
    ("mode", "said"),
    [("hang", "No answer within"), ("drip", "No answer within"), ("redirect", "")],
)
def test_what_is_no_success_is_a_failure(
    endpoint: WebhookEndpoint, receiver: Receiver, impatient: None, mode: str, said: str
) -> None:
    receiver.mode = mode
    happen()
    webhooks.deliver_due()

    delivery = only()
    assert (delivery.state, delivery.tries) == (State.PENDING, 1)
    assert delivery.attempts[0]["error"].startswith(said)
    assert [path for path, *_ in receiver.got] == ["/hooks"]


def test_a_slow_answer_counts(endpoint: WebhookEndpoint, receiver: Receiver) -> None:
    receiver.mode = "slow"
    happen()
    webhooks.deliver_due()

    assert only().state == State.DELIVERED
    assert only().attempts[0]["milliseconds"] >= 200


def test_of_100_megabytes_little_is_read_and_less_kept(
    endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    receiver.mode = "big"
    happen()
    webhooks.deliver_due()

    assert only().state == State.DELIVERED
    assert only().attempts[0]["answer"] == "x" * 2000
    assert receiver.sent < 20 * 2**20


def test_nobody_there(endpoint: WebhookEndpoint, receiver: Receiver) -> None:
    WebhookEndpoint.objects.update(url="http://127.0.0.1:1/hooks")
    happen()
    webhooks.deliver_due()

    assert only().state == State.PENDING
    assert "ConnectError" in only().attempts[0]["error"]


def test_a_private_address_is_refused_at_each_attempt(
    endpoint: WebhookEndpoint, receiver: Receiver, settings: Any
) -> None:
    settings.WEBHOOKS_PRIVATE = False
    url = receiver.url().replace("http:", "https:")
    WebhookEndpoint.objects.update(url=url)
    happen()
    webhooks.deliver_due()

    assert "private network" in only().attempts[0]["error"]
    assert receiver.got == []


def test_a_worker_that_died_leaves_nothing_behind(
    endpoint: WebhookEndpoint, receiver: Receiver, later: Later
) -> None:
    happen()
    WebhookEndpoint.objects.update(claimed_until=clock.now() + timedelta(seconds=85))
    webhooks.deliver_due()
    assert receiver.got == []

    later(timedelta(seconds=86))
    webhooks.deliver_due()
    assert only().state == State.DELIVERED


def test_what_was_erased_for_its_age_is_told_by_its_number(
    endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    happen()
    receiver.mode = "fail"
    webhooks.deliver_due()
    PublicEvent.objects.all().delete()
    receiver.mode = "ok"
    webhooks.resend(only(), by=SYSTEM)
    webhooks.deliver_due()

    assert receiver.bodies[-1]["data"] == {"id": 1}


def test_after_a_rotation_both_secrets_sign_for_a_day(
    endpoint: WebhookEndpoint, receiver: Receiver, later: Later
) -> None:
    old = receiver.secret
    new = webhooks.rotate_secret(endpoint, by=SYSTEM)
    for secret in (old, new):
        receiver.secret = secret
        happen()
        webhooks.deliver_due()
    assert receiver.forged == 0

    later(timedelta(hours=24))
    happen()
    webhooks.deliver_due()
    receiver.secret = old
    happen()
    webhooks.deliver_due()
    assert receiver.forged == 1


def test_a_receiver_that_is_down_delays_no_other_and_loses_nothing(
    endpoint: WebhookEndpoint,
    receiver: Receiver,
    later: Later,
    impatient: None,
    pytestconfig: pytest.Config,
) -> None:
    count = pytestconfig.getoption("--webhook-events")
    with listening() as other:
        webhooks.create_endpoint(name="Other", url=other.url(), types=["customer.*"], by=SYSTEM)
        receiver.mode = "hang"
        happen(count)
        while len(other.got) < count:
            webhooks.deliver_due()
        down = len(receiver.got)
        assert len(set(other.ids)) == count
        # The answer came too late on a machine that is busy: it's sent again, under its ID.
        retried = WebhookDelivery.objects.filter(endpoint__name="Other", tries__gt=1)
        again = {webhooks.id_of(one) for one in retried}
        assert {one for one, times in Counter(other.ids).items() if times > 1} <= again
        # It costs its own line a deadline now and then, not each event one.
        assert down < 10
        for _ in range(12):
            later(timedelta(minutes=5))
            webhooks.deliver_due()
        tried = {*receiver.ids}

    receiver.mode = "ok"
    for _ in range(40):
        later(timedelta(hours=2))
        webhooks.deliver_due()
    mine = WebhookDelivery.objects.filter(endpoint=endpoint)
    assert mine.filter(state=State.DELIVERED).count() == count
    assert {body["sequence"] for body in receiver.bodies} == set(range(1, count + 1))
    # Nothing came twice but what was tried while the receiver was down.
    twice = {one for one, times in Counter(receiver.ids).items() if times > 1}
    assert twice <= tried
    assert receiver.forged == 0


def test_neither_payload_holds_a_link_or_a_secret(
    endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    webhooks.change_endpoint(endpoint, payload="full", by=SYSTEM)
    happen()
    webhooks.deliver_due()

    assert "http" not in json.dumps(receiver.bodies)
