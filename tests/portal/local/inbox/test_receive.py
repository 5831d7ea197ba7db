import smtplib

import pytest

from tests.portal.local.inbox.conftest import run_inbox


def test_keep_a_mail_that_came_in(inbox, make_mail):
    inbox.send(make_mail(subject="Grüße ✓", html="<p>Hello</p>"))

    (message,) = inbox.messages()["messages"]
    assert message["Subject"] == "Grüße ✓"
    assert message["From"] == {"Name": "Sam Support", "Address": "sam@acme.example"}
    assert message["To"] == [{"Name": "Ada Lovelace", "Address": "ada@umbra.example"}]


def test_keep_a_subject_that_begins_on_its_second_line(inbox):
    folded = b"Subject: \r\n =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\nHello\r\n"

    with smtplib.SMTP("127.0.0.1", inbox.smtp_port) as smtp:
        smtp.sendmail("sam@acme.example", ["ada@umbra.example"], folded)

    assert inbox.messages()["messages"][0]["Subject"] == "Grüße"


def test_keep_mails_over_a_restart(tmp_path, make_mail):
    with run_inbox(tmp_path) as first:
        first.send(make_mail(subject="Older"))
        first.send(make_mail(subject="Newer"))

    with run_inbox(tmp_path) as second:
        subjects = [message["Subject"] for message in second.messages()["messages"]]

    assert subjects == ["Newer", "Older"]


def test_keep_mails_readable_by_their_owner_only(tmp_path, make_mail):
    with run_inbox(tmp_path) as inbox:
        inbox.send(make_mail())

    (file,) = tmp_path.iterdir()
    assert file.suffix == ".eml"
    assert file.stat().st_mode & 0o077 == 0


def test_refuse_a_mailbox_that_does_not_exist(inbox, make_mail):
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        inbox.send(make_mail(to="bounce@umbra.example"))

    assert refusal.value.recipients["bounce@umbra.example"][0] == 550
    assert inbox.messages()["total"] == 0


def test_refuse_a_message_nobody_can_read(inbox):
    unreadable = b"Subject: x\r\nContent-Type: text/plain; charset=no-such\r\n\r\n\xff\r\n"

    with (
        smtplib.SMTP("127.0.0.1", inbox.smtp_port) as smtp,
        pytest.raises(smtplib.SMTPDataError) as refusal,
    ):
        smtp.sendmail("sam@acme.example", ["ada@umbra.example"], unreadable)

    assert refusal.value.smtp_code == 554
    assert inbox.messages()["total"] == 0
