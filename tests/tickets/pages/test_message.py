"""Staff write to a contact: read first, sent once, answered to them, seen in the timeline."""

import uuid

import pytest

from organizations.models import Event, Stage
from portal import clock
from tests import factories
from tickets.models import Message

TYPED = {
    "subject": "Your DNS change",
    "text": "Dana, <b>thank you</b>.\nThe record is right now.",
    "once": "0b5d8f4e-6d0c-4a35-9d8d-8f6c1a1d2e3f",
}


@pytest.fixture
def connection(customer, tenant):
    return factories.make_connection(customer, tenant, stage=Stage.DOMAIN_PENDING)


@pytest.fixture
def address(customer, connection):
    return f"/contacts/{customer.contacts.get().pk}/message/"


def test_a_message_goes_out_as_it_was_shown_and_is_answered_to_its_writer(
    desk, address, mails, run_tasks, support
):
    shown = desk.post(address, {**TYPED, "preview": "1"}).content.decode()
    assert "Dana, &lt;b&gt;thank you&lt;/b&gt;.<br>The record is right now." in shown
    assert not Message.objects.exists()

    with run_tasks():
        desk.post(address, {**TYPED, "send": "1"})

    [mail] = mails.messages()
    assert mail["Subject"] == "Umbrella Software: Your DNS change"
    assert f"Hello Alice Admin,\n\n{TYPED['text']}\n\n{support.name}\n" in mail["Text"].replace(
        "\r\n", "\n"
    )
    assert mail["ReplyTo"][0]["Address"] == support.email
    assert Message.objects.get().html == shown


def test_the_same_form_twice_sends_one(desk, address):
    for _ in range(2):
        desk.post(address, {**TYPED, "send": "1"})
    assert Message.objects.count() == 1

    desk.post(address, {**TYPED, "once": str(uuid.uuid4()), "send": "1"})
    assert Message.objects.count() == 2


def test_it_is_in_the_timeline_as_its_writers(desk, address, support, customer):
    desk.post(address, {**TYPED, "send": "1"})

    event = Event.objects.get(verb="contact:write")
    assert (event.user, event.customer, event.data["subject"]) == (
        support,
        customer,
        "Your DNS change",
    )
    assert "Your DNS change" in desk.get(customer.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"subject": " "}, "subject", "Enter a subject."),
        ({"text": ""}, "text", "Enter a message."),
        ({"text": "x" * 5001}, "text", "at most 5000 characters"),
    ],
)
def test_names_field_and_remedy_and_keeps_what_was_typed(desk, address, typed, field, words):
    refused = desk.post(address, {**TYPED, **typed, "send": "1"})

    assert words in refused.context["form"].errors[field][0]
    assert fields_of_form(refused)["once"] == TYPED["once"]
    assert not Message.objects.exists()


def fields_of_form(response):
    return {bound.name: bound.value() for bound in response.context["form"]}


def test_a_bounced_address_is_corrected_first(desk, address, customer):
    customer.contacts.update(bounced_at=clock.now())

    told = desk.post(address, {**TYPED, "send": "1"}, follow=True).content.decode()

    assert "Correct the contact&#x27;s address first" in told
    assert not Message.objects.exists()


def test_before_there_is_a_connection_it_says_what_to_do_first(desk, customer):
    address = f"/contacts/{customer.contacts.get().pk}/message/"

    assert address not in desk.get(customer.get_absolute_url()).content.decode()
    assert "Issue a ticket first" in desk.get(address, follow=True).content.decode()


def test_begins_with_the_values_for_the_customers_side(desk, address, connection, customer):
    connection.auth0_id, connection.strategy = "con_1", "samlp"
    connection.save()
    elsewhere = factories.make_connection(factories.make_customer("Globex"), connection.tenant)

    form = desk.get(address, {"values": connection.pk}).context["form"]
    shown = desk.get(address, {"values": connection.pk, "preview": "1"}).content.decode()

    assert f"connection={connection.name}" in form["text"].value()
    assert "ACS URL" in shown
    for other in (elsewhere.pk, "x", "9" * 30):
        assert not desk.get(address, {"values": other}).context["form"]["text"].value()
