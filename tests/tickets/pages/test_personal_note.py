"""A line of staff's own in the mail that carries a link: looked at first, sent once, forgotten."""

import pytest

from portal.actor import Actor
from tests.tickets.pages.html import fields_of
from tickets.models import Link, Message, Ticket
from tickets.services import lifecycle, links, personal

NOTE = "As discussed on Tuesday, <b>Alice</b>:\nDana in IT knows the DNS."
ESCAPED = "As discussed on Tuesday, &lt;b&gt;Alice&lt;/b&gt;:<br>Dana in IT knows the DNS."


@pytest.fixture
def review(customer, preset):
    contact = customer.contacts.get()
    return f"/tickets/new/review/?customer={customer.pk}&preset={preset.pk}&contact={contact.pk}"


@pytest.fixture
def typed(desk, review):
    return {**fields_of(desk.get(review), "ticket"), "personal_note": NOTE}


@pytest.fixture
def ticket(desk, review, typed):
    desk.post(review, {**typed, "send": "1"})
    made = Ticket.objects.get()
    lifecycle.issue(made)
    return made


def test_the_preview_shows_it_before_anything_is_sent(desk, review, typed):
    mail = desk.post(review, {**typed, "mail": "1"}).content.decode()

    assert ESCAPED in mail
    assert not Ticket.objects.exists()


def test_the_mail_begins_with_it(ticket):
    mail = Message.objects.get()

    assert mail.text.startswith(f"Hello Alice Admin,\n\n{NOTE}\n\n")
    assert ESCAPED in mail.html


def test_the_same_mail_sent_again_has_it(ticket, staff):
    Message.objects.update(state=Message.State.SENT)

    assert NOTE in links.resend(ticket, by=staff).text


def test_too_long_a_note_is_refused_beside_its_field(desk, review, typed):
    refused = desk.post(review, {**typed, "personal_note": "x" * 501, "send": "1"})

    assert "at most 500 characters" in refused.context["delivery"].errors["personal_note"][0]
    assert not Ticket.objects.exists()


def test_it_is_forgotten_with_its_recipient(ticket, staff):
    lifecycle.revoke(ticket, by=staff, reason="Over")
    personal.erase("alice@acme.com", by=Actor.system("Test"))

    assert Link.objects.get().personal_note == ""
