"""“Forgot your password?”: a mailed link, the same answer for everybody, and no error page."""

import re

from django.test import Client

from organizations.models import Event, User
from tests.inbox_process import Inbox

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
