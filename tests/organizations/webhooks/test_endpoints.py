"""Endpoints: only where they may be, only for types that there are, and off when nobody listens."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from organizations.errors import Rejected
from organizations.models import Event, WebhookDelivery, WebhookEndpoint
from organizations.services import webhooks
from organizations.services.webhooks.delivering import FAILS_AT_MOST
from tests.factories import SYSTEM, make_user
from tests.inbox_process import Inbox

from .conftest import happen, only
from .receiver import Receiver

Later = Callable[[timedelta], None]
pytestmark = pytest.mark.django_db
WELL: dict[str, Any] = {
    "name": "CRM",
    "url": "https://crm.example.com/hooks",
    "types": ["ticket.*"],
}


@pytest.mark.parametrize(
    "url",
    [
        "http://crm.example.com/hooks",
        "ftp://crm.example.com/",
        "https://",
        "https://crm.example.com:port/",
        "https://[::1/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://0x7f.1/",
        "https://localhost/",
        "https://printer.local/",
        "https://crm/",
        "https://me:secret@crm.example.com/",
        "https://crm.example.com/#part",
        "https://crm.example.com/a b",
        "crm.example.com",
    ],
)
def test_an_address_that_is_not_the_internets_is_refused(url: str) -> None:
    with pytest.raises(Rejected) as refused:
        webhooks.create_endpoint(**{**WELL, "url": url}, by=SYSTEM)

    assert refused.value.field == "url"
    assert not WebhookEndpoint.objects.exists()


def test_on_premises_a_private_address_is_taken(settings) -> None:
    settings.WEBHOOKS_PRIVATE = True

    made, _ = webhooks.create_endpoint(**{**WELL, "url": "http://10.0.0.7:8080/x"}, by=SYSTEM)

    assert made.active


@pytest.mark.parametrize("types", [[], ["ticket"], ["ticket.nothing"], ["nothing.*"], ["*"]])
def test_types_that_there_are_not_are_refused(types: list[str]) -> None:
    with pytest.raises(Rejected) as refused:
        webhooks.create_endpoint(**{**WELL, "types": types}, by=SYSTEM)

    assert refused.value.field == "types"


def test_the_secret_is_in_no_row_as_it_is_and_in_no_line_of_the_trail() -> None:
    made, secret = webhooks.create_endpoint(**WELL, by=SYSTEM)
    newer = webhooks.rotate_secret(made, by=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM organizations_webhookendpoint")
        rows = str(cursor.fetchall())

    for one in (secret, newer):
        assert one.startswith("whsec_")
        assert one not in rows + str(list(Event.objects.values()))


def test_what_is_changed_is_on_the_trail(endpoint: WebhookEndpoint) -> None:
    webhooks.change_endpoint(endpoint, name="ERP", types=["job.*"], by=SYSTEM)
    webhooks.change_endpoint(endpoint, name="ERP", by=SYSTEM)
    webhooks.disable_endpoint(endpoint, by=SYSTEM)
    webhooks.enable_endpoint(endpoint, by=SYSTEM)
    webhooks.rotate_secret(endpoint, by=SYSTEM)
    webhooks.delete_endpoint(endpoint, by=SYSTEM)

    verbs = Event.objects.filter(verb__startswith="webhook:").order_by("pk")
    assert [one.partition(":")[2] for one in verbs.values_list("verb", flat=True)] == [
        *("create", "change", "disable", "enable", "rotate", "delete"),
    ]


def test_switched_off_nothing_is_sent_and_on_only_what_is_new(
    endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    happen()
    webhooks.deliver_due()
    webhooks.disable_endpoint(endpoint, by=SYSTEM)
    happen()
    webhooks.deliver_due()
    webhooks.enable_endpoint(endpoint, by=SYSTEM)
    happen()
    webhooks.deliver_due()

    assert [body["sequence"] for body in receiver.bodies] == [1, 3]


def test_after_five_days_of_failure_it_is_off_and_operators_are_told(
    endpoint: WebhookEndpoint, receiver: Receiver, later: Later, mails: Inbox, operator, run_tasks
) -> None:
    make_user()
    receiver.mode = "fail"
    happen()
    webhooks.deliver_due()
    later(FAILS_AT_MOST - timedelta(seconds=5))
    webhooks.deliver_due()
    endpoint.refresh_from_db()
    assert endpoint.active

    later(timedelta(days=1))
    happen()
    with run_tasks():
        webhooks.deliver_due()

    endpoint.refresh_from_db()
    assert (endpoint.active, endpoint.word_due_at) == (False, None)
    assert WebhookDelivery.objects.get(number=2).state == WebhookDelivery.State.FAILED
    (mail,) = mails.messages()
    assert [one["Address"] for one in mail["To"]] == [operator.email]
    assert mail["Subject"] == "Webhook CRM was turned off"
    assert endpoint.get_absolute_url() in mail["Text"]


def test_gone_is_taken_at_its_word(endpoint: WebhookEndpoint, receiver: Receiver) -> None:
    receiver.mode = "gone"
    happen()
    webhooks.deliver_due()

    endpoint.refresh_from_db()
    assert (endpoint.active, endpoint.disabled_reason) == (
        False,
        "The receiver responded with 410 Gone.",
    )
    assert only().state == WebhookDelivery.State.FAILED


def test_word_that_the_mail_server_does_not_take_is_tried_again(
    endpoint: WebhookEndpoint, operator, refusing, later: Later, mails: Inbox, settings
) -> None:
    inbox = settings.EMAIL_HOST, settings.EMAIL_PORT
    webhooks.disable_endpoint(endpoint, by=SYSTEM, reason="Nothing was taken.")
    refusing("450 later")
    webhooks.send_word(endpoint.pk)
    assert webhooks.words_due() == []

    settings.EMAIL_HOST, settings.EMAIL_PORT = inbox
    later(timedelta(minutes=1))
    assert webhooks.words_due() == [endpoint.pk]
    webhooks.send_word(endpoint.pk)
    webhooks.send_word(endpoint.pk)

    assert len(mails.messages()) == 1
    assert webhooks.words_due() == []


SECRET_URL = "https://hooks.zapier.com/hooks/catch/1234567/abc12de/?code=s3cret"
SHOWN_URL = "https://hooks.zapier.com/hooks/catch/…/…/?…"


def test_a_secret_in_a_url_is_neither_in_clear_in_the_database_nor_shown() -> None:
    made, _ = webhooks.create_endpoint(**{**WELL, "url": SECRET_URL}, by=SYSTEM)

    assert (made.url, made.target) == (SHOWN_URL, SECRET_URL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM organizations_webhookendpoint")
        row = str(cursor.fetchall())
    assert SHOWN_URL in row
    assert "s3cret" not in row
    assert "abc12de" not in row


def test_a_url_sent_back_as_it_is_shown_stays_as_it_is() -> None:
    made, _ = webhooks.create_endpoint(**{**WELL, "url": SECRET_URL}, by=SYSTEM)

    webhooks.change_endpoint(made, url=SHOWN_URL, name="Zapier", by=SYSTEM)
    assert (made.name, made.target) == ("Zapier", SECRET_URL)

    webhooks.change_endpoint(made, url=SECRET_URL.replace("s3cret", "other"), by=SYSTEM)
    assert made.target.endswith("?code=other")
    told = Event.objects.filter(verb="webhook:change").order_by("pk").last()
    assert told and told.data["changed"] == ["url"]

    with pytest.raises(Rejected, match="whole URL"):
        webhooks.change_endpoint(made, url="https://hooks.zapier.com/…", by=SYSTEM)


def test_a_url_that_the_version_before_wrote_is_followed() -> None:
    made, _ = webhooks.create_endpoint(**{**WELL, "url": SECRET_URL}, by=SYSTEM)
    WebhookEndpoint.objects.update(url="https://new.example.com/a?b=1")

    made.refresh_from_db()
    assert made.target == "https://new.example.com/a?b=1"
