"""The operators' pages about webhooks."""

from datetime import timedelta

import pytest
from django.test import Client

from organizations.models import WebhookDelivery, WebhookEndpoint
from organizations.services import webhooks
from portal import clock
from tests.factories import SYSTEM

from .conftest import happen, only
from .receiver import Receiver

pytestmark = pytest.mark.django_db
FORM = {"name": "CRM", "url": "https://crm.example.com/hooks", "payload": "full"}


@pytest.fixture
def desk(operator, desk_as) -> Client:
    return desk_as(operator)


def test_made_and_shown_once(desk: Client) -> None:
    made = desk.post(
        "/webhooks/new/", {**FORM, "kinds": ["ticket.*"], "single": "domain.verified\njob.finished"}
    )
    secret = made.context["secret"]
    endpoint = WebhookEndpoint.objects.get()

    assert endpoint.types == ["ticket.*", "domain.verified", "job.finished"]
    assert secret in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    for path in ("", f"{endpoint.pk}/", f"{endpoint.pk}/edit/"):
        assert secret not in desk.get(f"/webhooks/{path}").content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kinds": [], "single": ""}, "kinds"),
        ({"single": "ticket.nothing"}, "single"),
        ({"url": "http://crm.example.com"}, "url"),
        ({"url": "https://192.168.1.7/"}, "url"),
        ({"name": ""}, "name"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(desk: Client, wrong: dict, field: str) -> None:
    answer = desk.post("/webhooks/new/", {**FORM, "kinds": ["ticket.*"], **wrong})

    assert answer.context["form"].errors.keys() == {field}
    assert not WebhookEndpoint.objects.exists()


def test_changed_without_losing_single_types(desk: Client, endpoint: WebhookEndpoint) -> None:
    webhooks.change_endpoint(endpoint, types=["job.*", "domain.verified"], by=SYSTEM)
    page = desk.get(f"/webhooks/{endpoint.pk}/edit/")
    shown = page.context["form"].initial
    desk.post(
        f"/webhooks/{endpoint.pk}/edit/",
        {**FORM, "url": endpoint.url, "kinds": shown["kinds"], "single": shown["single"]},
    )

    endpoint.refresh_from_db()
    assert endpoint.types == ["job.*", "domain.verified"]
    assert endpoint.payload == "full"


def test_a_secret_in_the_url_is_not_shown_again(desk: Client, endpoint: WebhookEndpoint) -> None:
    webhooks.change_endpoint(endpoint, url="https://crm.example.com/a?code=s3cret", by=SYSTEM)
    edit = f"/webhooks/{endpoint.pk}/edit/"
    for path in ("/webhooks/", f"/webhooks/{endpoint.pk}/", edit):
        page = desk.get(path).content.decode()
        assert "crm.example.com/a?…" in page
        assert "s3cret" not in page

    desk.post(edit, {**FORM, "name": "New", "url": endpoint.url, "kinds": ["ticket.*"]})

    endpoint.refresh_from_db()
    assert (endpoint.name, endpoint.target) == ("New", "https://crm.example.com/a?code=s3cret")


def test_a_test_event_and_its_answer(
    desk: Client, endpoint: WebhookEndpoint, receiver: Receiver, run_tasks
) -> None:
    with run_tasks():
        answer = desk.post(f"/webhooks/{endpoint.pk}/test/")
    page = desk.get(answer["Location"]).content.decode()

    assert "webhook.test" in page
    assert "HTTP 200" in page
    assert "thanks" in page


def test_failed_ones_are_found_and_sent_again(
    desk: Client, endpoint: WebhookEndpoint, receiver: Receiver, run_tasks
) -> None:
    happen(2)
    webhooks.deliver_due()
    WebhookDelivery.objects.filter(number=2).update(state="failed")
    listed = desk.get(f"/webhooks/{endpoint.pk}/?state=failed").context["page"].rows

    with run_tasks():
        since = f"{clock.now() - timedelta(hours=1):%Y-%m-%dT%H:%M}"
        desk.post(f"/webhooks/{endpoint.pk}/resend/", {"since": since})

    assert [one.number for one in listed] == [2]
    assert sorted(body["sequence"] for body in receiver.bodies) == [1, 2, 2]
    with run_tasks():
        desk.post(f"/webhooks/{endpoint.pk}/deliveries/{listed[0].pk}/resend/")
    assert len(receiver.got) == 4


def test_a_time_that_is_none_is_said(desk: Client, endpoint: WebhookEndpoint) -> None:
    answer = desk.post(f"/webhooks/{endpoint.pk}/resend/", {"since": "yesterday"})

    assert "since" in answer.context["resend"].errors


def test_rotated_switched_off_and_on_and_deleted(desk: Client, endpoint: WebhookEndpoint) -> None:
    at = f"/webhooks/{endpoint.pk}"
    assert desk.post(f"{at}/rotate/").context["secret"].startswith("whsec_")
    desk.post(f"{at}/disable/")
    assert not WebhookEndpoint.objects.get().active
    assert desk.post(f"{at}/test/")["Location"] == f"{at}/"
    desk.post(f"{at}/enable/")
    assert WebhookEndpoint.objects.get().active
    desk.post(f"{at}/delete/")
    assert not WebhookEndpoint.objects.exists()


def test_a_delivery_belongs_to_its_webhook(desk: Client, endpoint: WebhookEndpoint) -> None:
    happen()
    webhooks.deliver_due()

    assert desk.get(f"/webhooks/{endpoint.pk}/deliveries/{only().pk}/").status_code == 200
    assert desk.get(f"/webhooks/{endpoint.pk + 1}/deliveries/{only().pk}/").status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_asks_as_often_for_many(
    desk: Client, endpoint: WebhookEndpoint, django_assert_max_num_queries, count: int
) -> None:
    happen(count)
    webhooks.deliver_due()

    with django_assert_max_num_queries(14):
        desk.get(f"/webhooks/{endpoint.pk}/")
        desk.get("/webhooks/")
