"""Mails: queued once a reason, handed to a real mail server, secrets put in on the way."""

import re
import socket
import threading
from datetime import timedelta

import pytest

from organizations.models import Attention, Event
from portal import clock
from portal.demo.options import free_ports
from tests import factories
from tickets import emails, services, tasks
from tickets.models import Link, Message
from tickets.services import codes, messages
from tickets.states import State


@pytest.fixture
def message(issued, mails):
    return Message.objects.get()


@pytest.fixture
def refusing(settings):
    """A mail server that answers RCPT TO with the given line."""
    servers = []

    def start(line):
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()

        def serve():
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                with client, client.makefile("rwb") as stream:
                    stream.write(b"220 ready\r\n")
                    stream.flush()
                    for request in stream:
                        verb = request[:4].upper()
                        stream.write(f"{line}\r\n".encode() if verb == b"RCPT" else b"250 ok\r\n")
                        stream.flush()
                        if verb == b"QUIT":
                            break

        threading.Thread(target=serve, daemon=True).start()

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    yield start
    for server in servers:
        server.shutdown(socket.SHUT_RDWR)
        server.close()


def test_send_puts_the_link_in(message, mails):
    services.send_message(message)

    [mail] = mails.messages()
    assert message.link.url in mail["Text"]
    assert f'href="{message.link.url}"' in mail["HTML"]
    assert emails.LINK not in mail["Text"] + mail["HTML"]
    assert message.state == Message.State.SENT
    assert message.provider_id == f"<{mail['MessageID'].strip('<>')}>"


def test_send_reaches_a_domain_with_international_letters(message, mails):
    message.to_name, message.to_email = "Jörg Müller", "joerg@bücher.example"
    message.save(update_fields=["to_name", "to_email"])

    services.send_message(message)

    [mail] = mails.messages()
    assert [one["Address"] for one in mail["To"]] == ["joerg@xn--bcher-kva.example"]
    assert [one["Name"] for one in mail["To"]] == ["Jörg Müller"]


def test_send_comes_from_the_person_who_issued(message, mails, staff):
    services.send_message(message)

    [mail] = mails.messages()
    assert mail["From"] == {
        "Name": "Support Person at Umbrella Software",
        "Address": "onboarding@umbrella.example",
    }
    assert mail["ReplyTo"] == [{"Name": staff.user.name, "Address": staff.user.email}]
    assert mail["To"] == [{"Name": "Alice Admin", "Address": "alice@acme.com"}]


def test_send_twice_sends_one(message, mails):
    services.send_message(Message.objects.get(pk=message.pk))
    services.send_message(message)

    assert len(mails.messages()) == 1


def test_queue_is_once_a_key(issued):
    first = messages.invite(issued)
    again = messages.invite(issued)

    assert first == again
    assert Message.objects.count() == 1


def test_the_table_holds_neither_link_nor_code(issued):
    services.mail_code(issued.link)

    for message in Message.objects.all():
        stored = message.subject + message.text + message.html
        assert issued.link.url not in stored
        assert codes.code_of(message) not in stored
        assert (emails.LINK in stored) != (emails.CODE in stored)


def test_send_drops_what_leads_nowhere_any_more(message, mails):
    Link.objects.update(ended=Link.Ended.REVOKED)

    services.send_message(message)

    assert message.state == Message.State.DROPPED
    assert mails.messages() == []


def test_send_tries_again_when_the_server_is_away(message, settings, mails, sandbox):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, free_ports(1)[0]

    services.send_message(message)
    assert message.state == Message.State.QUEUED
    assert "could not be reached" in message.problem
    assert message.due_at > clock.now()
    settings.EMAIL_PORT = port
    sandbox.advance(61)
    tasks.sweep()

    message.refresh_from_db()
    assert message.state == Message.State.SENT
    assert message.problem == ""
    assert len(mails.messages()) == 1


def test_send_tries_again_what_the_server_takes_later(message, refusing):
    refusing("450 4.2.1 mailbox busy")

    services.send_message(message)

    assert message.state == Message.State.QUEUED
    assert message.problem == "The mail server says: 450 4.2.1 mailbox busy"


def test_send_fails_with_the_words_of_the_server(message, refusing):
    refusing("550 5.1.1 no such user here")

    services.send_message(message)

    assert message.state == Message.State.BOUNCED
    assert message.contact.bounced_at
    assert message.problem == "The mail server says: 550 5.1.1 no such user here"
    flagged = Attention.objects.get()
    assert flagged.reason == Attention.Reason.BOUNCED
    assert "no such user" in flagged.detail
    assert "change the recipient" in flagged.remedy


def test_send_gives_up_after_hours(message, settings):
    settings.EMAIL_PORT = free_ports(1)[0]
    Message.objects.update(attempts_made=9)

    services.send_message(message)

    assert message.state == Message.State.FAILED


def test_send_takes_up_what_a_dead_worker_left(message, mails, sandbox):
    Message.objects.update(claimed_until=clock.now() + timedelta(seconds=60), attempts_made=1)
    tasks.sweep()
    assert mails.messages() == []

    sandbox.advance(61)
    tasks.sweep()

    [mail] = mails.messages()
    message.refresh_from_db()
    assert message.state == Message.State.SENT
    assert mail["MessageID"].strip("<>") == message.provider_id.strip("<>")


def test_send_is_in_the_audit_trail(message, mails):
    services.send_message(message)

    event = Event.objects.get(verb="message:sent")
    assert event.data["to"] == "alice@acme.com"


@pytest.mark.parametrize(
    ("reason", "subject"),
    [
        ("first", "Set up single sign-on for Acme with Umbrella Software"),
        ("renewal", "Umbrella Software: your new link for the single sign-on of Acme"),
        ("domain_verification", "Umbrella Software: one step left for the single sign-on of Acme"),
    ],
)
def test_invite_has_words_for_the_reason(connection, reason, subject):
    ticket = factories.make_ticket(connection, state=State.ISSUED, reason=reason)

    assert messages.invite(ticket).subject == subject


@pytest.mark.parametrize("kind", Message.Kind)
def test_every_mail_is_whole(connection, kind, staff):
    ticket = factories.make_ticket(
        connection,
        state=State.ISSUED,
        created_by=staff.user,
        request={
            "connection_config": {"name": "acme-sso"},
            "domain_aliases_config": {
                "domain_verification": "required",
                "pending_domains": ["acme.com"],
            },
            "provisioning_config": {"scopes": ["get:users"]},
        },
    )

    mail = services.preview(kind, ticket)

    assert "\n" not in mail.subject
    for text in (mail.text, mail.html):
        assert "Alice Admin" in text
        assert "Support Person" in text
        assert "onboarding@umbrella.example" in text
        assert "You get this because" in text
        assert not re.search(r"{[{%]|None|<script|http://(?!localhost:8000/dns/)", text)
    linked = kind not in {Message.Kind.CODE, Message.Kind.LIVE}
    assert (emails.LINK in mail.text) == (emails.LINK in mail.html) == linked


def test_mail_escapes_names_in_html_only(connection):
    connection.customer.name = "Mad & <b>Ad</b>"
    ticket = factories.make_ticket(connection, state=State.ISSUED)
    ticket.connection = connection

    mail = services.preview(Message.Kind.INVITATION, ticket)

    assert "Mad & <b>Ad</b>" in mail.text
    assert "Mad & <b>Ad</b>" in mail.subject
    assert "Mad &amp; &lt;b&gt;Ad&lt;/b&gt;" in mail.html
