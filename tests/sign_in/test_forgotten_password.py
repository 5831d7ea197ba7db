"""“Forgot your password?”: a mailed link, the same answer for everybody, and no error page."""

import re

import pytest
from django.test import Client

from organizations import tasks
from organizations.models import Event, User
from organizations.roles import Role
from organizations.services import staff
from tests.factories import SYSTEM
from tests.inbox_process import Inbox
from tests.sandbox_process import Sandbox

RESET = "/account/password/reset/"


def test_mails_a_link_that_sets_a_new_password(
    support: User, mails: Inbox, run_tasks, client: Client
) -> None:
    with run_tasks():
        client.post(RESET, {"email": support.email.upper()})

    [mail] = mails.messages()
    assert mail["To"][0]["Address"] == support.email
    [path] = re.findall(r"http://localhost:8000(/\S+/key/\S+)", mail["Text"])
    form = client.get(path, follow=True)
    typed = {"password1": "a quiet harbour", "password2": "a quiet harbour"}
    client.post(form.redirect_chain[-1][0], typed)
    assert client.login(email=support.email, password="a quiet harbour")
    assert Event.objects.get().verb == "staff:password"


def test_answers_alike_and_mails_nobody_who_has_no_account(
    support: User, mails: Inbox, run_tasks, client: Client
) -> None:
    with run_tasks():
        known = client.post(RESET, {"email": support.email}, follow=True)
    mails.clear()
    with run_tasks():
        unknown = client.post(RESET, {"email": "nobody@elsewhere.example"}, follow=True)

    assert unknown.content == known.content
    assert mails.messages() == []


def test_mails_nobody_who_was_barred(
    support: User, mails: Inbox, run_tasks, client: Client
) -> None:
    User.objects.filter(pk=support.pk).update(is_active=False)

    with run_tasks():
        client.post(RESET, {"email": support.email})

    assert mails.messages() == []


def test_page_does_not_wait_for_the_mail_server(support: User, settings, client: Client) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there

    answer = client.post(RESET, {"email": support.email})

    assert answer.status_code == 302


def test_mail_goes_out_once_the_mail_server_is_back(
    support: User, mails: Inbox, settings, sandbox: Sandbox, run_tasks, client: Client
) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    with run_tasks():
        client.post(RESET, {"email": support.email})
    settings.EMAIL_PORT = port
    tasks.account_mails_due()
    assert mails.messages() == []  # not yet: another may be at it

    sandbox.advance(121)
    for _ in range(2):
        tasks.account_mails_due()

    [mail] = mails.messages()
    assert "new password" in mail["Subject"]


def test_sweep_mails_what_no_worker_was_woken_for(support: User, mails: Inbox) -> None:
    staff.resend_invitation(support, by=SYSTEM)  # the broker is away

    tasks.account_mails_due()

    [mail] = mails.messages()
    assert mail["To"][0]["Address"] == support.email


def test_mail_that_is_greylisted_goes_out_later(
    support: User, mails: Inbox, settings, sandbox: Sandbox, refusing
) -> None:
    host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
    refusing("451 4.7.1 greylisted, try again later")
    staff.resend_invitation(support, by=SYSTEM)
    tasks.account_mails_due()
    support.refresh_from_db()
    assert support.mail_wanted
    settings.EMAIL_HOST, settings.EMAIL_PORT = host, port

    sandbox.advance(31)
    tasks.account_mails_due()

    [mail] = mails.messages()
    assert mail["To"][0]["Address"] == support.email


def test_mail_that_the_server_never_takes_is_given_up(
    db: None, mails: Inbox, run_tasks, caplog: pytest.LogCaptureFixture
) -> None:
    with run_tasks():
        staff.invite_staff(
            email="bounce@umbrella.example", name="Nina", role=Role.SUPPORT, by=SYSTEM
        )

    assert User.objects.get().mail_due_at is None
    assert "account mail given up" in caplog.text
