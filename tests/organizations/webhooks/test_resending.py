"""Sent again: one, all that failed, and a test that nothing happened for."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from organizations.errors import Rejected
from organizations.models import WebhookDelivery, WebhookEndpoint
from organizations.services import webhooks
from portal import clock
from tests.factories import SYSTEM

from .conftest import happen, only
from .receiver import Receiver

Later = Callable[[timedelta], None]
pytestmark = pytest.mark.django_db
State = WebhookDelivery.State


def test_a_test_event_is_signed_and_of_no_sequence(
    endpoint: WebhookEndpoint, receiver: Receiver, run_tasks
) -> None:
    with run_tasks():
        webhooks.send_test(endpoint, by=SYSTEM)

    (body,) = receiver.bodies
    assert (body["type"], body["sequence"], body["data"]) == ("webhook.test", None, {"id": None})
    assert receiver.forged == 0


def test_one_comes_again_under_its_id(
    endpoint: WebhookEndpoint, receiver: Receiver, run_tasks
) -> None:
    happen()
    webhooks.deliver_due()
    with run_tasks():
        webhooks.resend(only(), by=SYSTEM)

    assert len(receiver.got) == 2
    assert len(set(receiver.ids)) == 1
    assert len(only().attempts) == 2


def test_all_that_failed_since_a_time(
    endpoint: WebhookEndpoint, receiver: Receiver, later: Later
) -> None:
    happen(3)
    webhooks.deliver_due()
    WebhookDelivery.objects.filter(number__gt=1).update(state=State.FAILED)
    later(timedelta(hours=1))
    since = clock.now()
    happen(2)
    webhooks.deliver_due()
    WebhookDelivery.objects.filter(number=5).update(state=State.FAILED)

    assert webhooks.resend_failed(endpoint, since=since, by=SYSTEM) == 1
    webhooks.deliver_due()

    assert [body["sequence"] for body in receiver.bodies][5:] == [5]
    assert WebhookDelivery.objects.filter(state=State.FAILED).count() == 2


def test_nothing_is_sent_to_what_is_off(endpoint: WebhookEndpoint) -> None:
    happen()
    webhooks.deliver_due()
    webhooks.disable_endpoint(endpoint, by=SYSTEM)

    for act in (
        lambda: webhooks.send_test(endpoint, by=SYSTEM),
        lambda: webhooks.resend(only(), by=SYSTEM),
        lambda: webhooks.resend_failed(endpoint, since=clock.now(), by=SYSTEM),
    ):
        with pytest.raises(Rejected):
            act()


def test_the_log_goes_after_30_days(endpoint: WebhookEndpoint, later: Later) -> None:
    happen(2)
    webhooks.deliver_due()
    WebhookDelivery.objects.filter(number=2).update(state=State.PENDING, due_at=clock.now())

    later(timedelta(days=30))

    assert webhooks.forget_deliveries() == 1
    assert only().number == 2
