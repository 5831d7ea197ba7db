"""Mails: queued once a reason, handed to a real mail server, secrets put in on the way."""

import re
from datetime import timedelta

import pytest
from django.db import connection as django_connection

from organizations.models import Attention, Event
from portal import clock
from portal.local.demo.options import free_ports
from tests import factories
from tickets.models import Link, Message
from tickets.services import automation
from tickets.services import mail as mail_services
from tickets.services.mail import codes, queue, templates
from tickets.states import State
from tickets.tasks import tickets as ticket_tasks


@pytest.fixture
def message(issued, mails):
    return Message.objects.get()


def test_send_puts_the_link_in(message, mails):
    automation.send_if_wanted(message)

    [mail] = mails.messages()
    assert message.link.url in mail["Text"]
    assert f'href="{message.link.url}"' in mail["HTML"]
    assert templates.LINK not in mail["Text"] + mail["HTML"]
    assert message.state == Message.State.SENT
    assert message.provider_id == f"<{mail['MessageID'].strip('<>')}>"


def test_send_reaches_a_domain_with_international_letters(message, mails):
    message.to_name, message.to_email = "Jörg Müller", "joerg@bücher.example"
    message.save(update_fields=["to_name", "to_email"])

    automation.send_if_wanted(message)

    [mail] = mails.messages()
    assert [one["Address"] for one in mail["To"]] == ["joerg@xn--bcher-kva.example"]
    assert [one["Name"] for one in mail["To"]] == ["Jörg Müller"]


def test_send_comes_from_the_person_who_issued(message, mails, staff):
    automation.send_if_wanted(message)

    [mail] = mails.messages()
    assert mail["From"] == {
        "Name": "Support Person at Umbrella Software",
        "Address": "onboarding@umbrella.example",
    }
    assert mail["ReplyTo"] == [{"Name": staff.user.name, "Address": staff.user.email}]
    assert mail["To"] == [{"Name": "Alice Admin", "Address": "alice@acme.com"}]


@pytest.mark.parametrize("kind", ["link_ending", "link_ended"])
@pytest.mark.parametrize("auth0_id", ["", "con_0000000000000001"])
def test_a_link_that_ends_says_what_is_kept_where_anything_is(issued, kind, auth0_id):
    issued.connection.auth0_id = auth0_id

    rendered = templates.render(Message.Kind(kind), "en", queue.context_of(issued))

    for part in (rendered.text, rendered.html):
        assert ("Everything set up so far is kept." in part) == bool(auth0_id)


def test_send_twice_sends_one(message, mails):
    automation.send_if_wanted(Message.objects.get(pk=message.pk))
    automation.send_if_wanted(message)

    assert len(mails.messages()) == 1


def test_queue_is_once_a_key(issued):
    first = queue.invite(issued)
    again = queue.invite(issued)

    assert first == again
    assert Message.objects.count() == 1


def test_the_table_holds_neither_link_nor_code(issued):
    mail_services.mail_code(issued.link)

    for message in Message.objects.all():
        stored = message.subject + message.text + message.html
        assert issued.link.url not in stored
        assert codes.code_of(message) not in stored
        assert (templates.LINK in stored) != (templates.CODE in stored)


def test_send_drops_what_leads_nowhere_any_more(message, mails):
    Link.objects.update(ended=Link.Ended.REVOKED)

    automation.send_if_wanted(message)

    assert message.state == Message.State.DROPPED
    assert mails.messages() == []


def test_send_tries_again_when_the_server_is_away(message, settings, mails, sandbox):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, free_ports(1)[0]

    automation.send_if_wanted(message)
    assert message.state == Message.State.QUEUED
    assert "couldn't be reached" in message.problem
    assert message.due_at > clock.now()
    settings.EMAIL_PORT = port
    sandbox.advance(61)
    ticket_tasks.sweep()

    message.refresh_from_db()
    assert message.state == Message.State.SENT
    assert message.problem == ""
    assert len(mails.messages()) == 1


def test_send_tries_again_what_the_server_takes_later(message, refusing):
    refusing("450 4.2.1 mailbox busy")

    automation.send_if_wanted(message)

    assert message.state == Message.State.QUEUED
    assert message.problem == "The mail server reported: 450 4.2.1 mailbox busy"


def test_send_fails_with_the_words_of_the_server(message, refusing):
    refusing("550 5.1.1 no such user here")

    automation.send_if_wanted(message)

    assert message.state == Message.State.BOUNCED
    assert message.contact.bounced_at
    assert message.problem == "The mail server reported: 550 5.1.1 no such user here"
    flagged = Attention.objects.get()
    assert flagged.reason == Attention.Reason.BOUNCED
    assert "no such user" in flagged.detail
    assert "Correct the address" in flagged.remedy


def test_send_gives_up_after_hours(message, settings):
    settings.EMAIL_PORT = free_ports(1)[0]
    Message.objects.update(attempts_made=9)

    automation.send_if_wanted(message)

    assert message.state == Message.State.FAILED


@pytest.mark.parametrize(
    "broken",
    [
        {"to_name": "Alice\r\nBcc: eve@evil.test"},
        {"subject": "Set up\nsingle sign-on"},
        {"language": "e\nn"},
    ],
)
def test_a_mail_that_cannot_be_built_ends_and_asks_for_a_person(message, mails, broken):
    # Past the fields that clean what they keep, as an older release may have written it.
    table, [(column, value)] = Message._meta.db_table, broken.items()
    with django_connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s", [value])

    message.refresh_from_db()
    automation.send_if_wanted(message)

    assert message.state in (Message.State.FAILED, Message.State.BOUNCED)
    assert message.problem
    assert Attention.objects.get().reason == Attention.Reason.BOUNCED
    assert mails.messages() == []


def test_a_mail_service_that_is_set_up_wrongly_is_tried_and_given_up(message, settings):
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {}

    automation.send_if_wanted(message)
    assert message.state == Message.State.QUEUED
    assert message.claimed_until is None

    Message.objects.update(attempts_made=9, due_at=clock.now())
    automation.send_if_wanted(message)

    assert message.state == Message.State.FAILED
    assert Attention.objects.get().reason == Attention.Reason.BOUNCED


def test_send_takes_up_what_a_dead_worker_left(message, mails, sandbox):
    Message.objects.update(claimed_until=clock.now() + timedelta(seconds=60), attempts_made=1)
    ticket_tasks.sweep()
    assert mails.messages() == []

    sandbox.advance(61)
    ticket_tasks.sweep()

    [mail] = mails.messages()
    message.refresh_from_db()
    assert message.state == Message.State.SENT
    assert mail["MessageID"].strip("<>") == message.provider_id.strip("<>")


def test_send_is_in_the_audit_trail(message, mails):
    automation.send_if_wanted(message)

    event = Event.objects.get(verb="message:sent")
    assert event.data["to"] == "alice@acme.com"


@pytest.mark.parametrize(
    ("reason", "subject"),
    [
        ("first", "Umbrella Software: set up single sign-on for Acme"),
        ("renewal", "Umbrella Software: your new link to set up single sign-on for Acme"),
        ("domain_verification", "Umbrella Software: finish setting up single sign-on for Acme"),
    ],
)
def test_invite_has_words_for_the_reason(connection, reason, subject):
    ticket = factories.make_ticket(connection, state=State.ISSUED, reason=reason)

    [mail] = queue.invite(ticket)

    assert mail.subject == subject


@pytest.mark.parametrize("kind", Message.Kind)
def test_every_mail_is_whole(connection, kind, staff):
    ticket = factories.make_ticket(
        connection,
        state=State.ISSUED,
        created_by=staff.user,
        body={
            "connection_config": {"name": "acme-sso"},
            "domain_aliases_config": {
                "domain_verification": "required",
                "pending_domains": ["acme.com"],
            },
            "provisioning_config": {"scopes": ["get:users"]},
        },
    )

    mail = mail_services.preview(kind, ticket)

    assert "\n" not in mail.subject
    for text in (mail.text, mail.html):
        assert "Alice Admin" in text
        assert "Support Person" in text
        assert "onboarding@umbrella.example" in text
        assert "You're receiving this email because" in text
        assert not re.search(r"{[{%]|None(?! of)|<script|http://(?!localhost:8000/dns/)", text)
    linked = kind not in {Message.Kind.CODE, Message.Kind.LIVE, Message.Kind.MESSAGE}
    assert (templates.LINK in mail.text) == (templates.LINK in mail.html) == linked


def test_mail_escapes_names_in_html_only(connection):
    connection.customer.name = "Mad & <b>Ad</b>"
    ticket = factories.make_ticket(connection, state=State.ISSUED)
    ticket.connection = connection

    mail = mail_services.preview(Message.Kind.INVITATION, ticket)

    assert "Mad & <b>Ad</b>" in mail.text
    assert "Mad & <b>Ad</b>" in mail.subject
    assert "Mad &amp; &lt;b&gt;Ad&lt;/b&gt;" in mail.html
