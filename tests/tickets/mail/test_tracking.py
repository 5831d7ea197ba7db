"""What became of a mail: told by the mail service, late, twice, in any order, or by nobody."""

import base64
import itertools

import pytest
from django.test import Client

from organizations.models import Attention
from tickets.models import Message
from tickets.services import automation
from tickets.services.mail.references import reference_to
from tickets.services.mail.tracking import note_delivery

State = Message.State
SECRET = "postmark:secret"


@pytest.fixture
def message(issued, mails):
    sent = Message.objects.get()
    automation.send_if_wanted(sent)
    return sent


@pytest.fixture
def post(settings):
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}

    def posted(body, secret=SECRET, **kwargs):
        settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
        given = base64.b64encode(secret.encode()).decode()
        kwargs.setdefault("content_type", "application/json")
        return Client(headers={"Authorization": f"Basic {given}"}).post(
            "/hooks/mail/postmark/tracking/", body, **kwargs
        )

    return posted


def bounce(message, **fields):
    return {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "MessageID": message.provider_id,
        "Email": message.to_email,
        "BouncedAt": "2026-11-22T20:00:00Z",
        "Details": "smtp;550 5.1.1 no such user",
        **fields,
    }


def test_a_bounce_asks_for_a_person_and_stops_what_is_sent_unasked(message, post):
    response = post(bounce(message))

    message.refresh_from_db()
    assert response.status_code == 200
    assert message.state == State.BOUNCED
    assert message.problem == "smtp;550 5.1.1 no such user"
    assert message.contact.bounced_at
    asked = Attention.objects.get()
    assert asked.reason == Attention.Reason.BOUNCED
    assert "alice@acme.com wasn't delivered. smtp;550" in asked.detail
    assert "someone else" in asked.remedy


def test_news_may_come_before_we_noted_that_the_mail_was_sent(message, post):
    Message.objects.update(state=State.QUEUED, provider_id="", sent_at=None)

    post(
        {
            "RecordType": "Delivery",
            "MessageID": "esp-1",
            "Recipient": message.to_email,
            "DeliveredAt": "2026-11-22T20:00:00Z",
            "Metadata": {"message": reference_to(message)},
        }
    )

    message.refresh_from_db()
    assert (message.state, message.provider_id) == (State.DELIVERED, "esp-1")
    assert message.sent_at


def test_a_complaint_ends_reminders(message, post):
    post(bounce(message, RecordType="SpamComplaint", Type="SpamComplaint"))

    message.refresh_from_db()
    assert message.state == State.COMPLAINED
    assert message.contact.opted_out_at


def test_a_wrong_secret_is_refused(message, post):
    response = post(bounce(message), secret="postmark:guess")

    message.refresh_from_db()
    assert response.status_code == 400
    assert message.state == State.SENT


def test_without_a_secret_the_doors_are_closed(message, post, settings):
    settings.ANYMAIL = {}

    assert post(bounce(message)).status_code == 404


@pytest.mark.parametrize("body", ["no json", "[]", '{"RecordType": 7}', "\xff"])
def test_what_is_no_news_of_a_mail_is_refused_or_ignored(message, post, body):
    response = post(body)

    message.refresh_from_db()
    assert response.status_code in (200, 400)
    assert message.state == State.SENT


def test_mails_that_are_not_ours_change_nothing(message, post):
    response = post(bounce(message, MessageID="of-another-system", Metadata={"message": "x"}))

    message.refresh_from_db()
    assert response.status_code == 200
    assert message.state == State.SENT


def test_inbound_mail_has_no_door(post):
    assert Client().post("/hooks/mail/postmark/inbound/").status_code == 404


NEWS = (State.DEFERRED, State.DELIVERED, State.BOUNCED)


@pytest.mark.parametrize("order", list(itertools.permutations(NEWS)))
def test_the_order_of_news_does_not_matter(message, order):
    for state in (*order, *order):
        note_delivery(state, recipient=message.to_email, provider_id=message.provider_id)

    message.refresh_from_db()
    assert message.state == State.BOUNCED


def test_a_mail_that_arrives_settles_the_bounce(message):
    note_delivery(State.BOUNCED, recipient=message.to_email, provider_id=message.provider_id)
    again = Message.objects.create(
        connection=message.connection,
        contact=message.contact,
        link=message.link,
        kind=message.kind,
        key="again",
        to_email=message.to_email,
        state=State.SENT,
        created_at=message.created_at,
        due_at=message.due_at,
        provider_id="esp-2",
    )

    note_delivery(State.DELIVERED, recipient=again.to_email, provider_id="esp-2")

    assert again.contact
    again.contact.refresh_from_db()
    assert again.contact.bounced_at is None
    assert not Attention.objects.filter(resolved_at=None).exists()
