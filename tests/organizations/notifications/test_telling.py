"""Messages go out: to a real mail server, once each, as often as somebody chose."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from organizations.models import Attention, Subscription, User
from organizations.roles import Role
from organizations.services import attention, notifications
from organizations.services.audit import published
from organizations.tasks import notifications_due
from portal import clock
from tests.factories import SYSTEM, make_customer, make_user
from tests.inbox_process import Inbox

from .conftest import START, sweep, trouble, wants

pytestmark = pytest.mark.django_db
Later = Callable[..., None]


def subjects(mails: Inbox) -> list[str]:
    return [mail["Subject"] for mail in mails.messages()]


def test_at_once_a_mail_tells_what_and_where_and_nothing_that_was_said(
    support: User, mails: Inbox, settings: Any
) -> None:
    settings.BASE_URL = "https://portal.example/"
    wants(support)
    item = trouble("Acme & Söhne")
    sweep()

    (mail,) = mails.messages()
    assert mail["To"][0]["Address"] == support.email
    assert mail["Subject"] == "Acme & Söhne: Sign-ins fail"
    assert item.connection
    page = f"https://portal.example{item.connection.get_absolute_url()}"
    assert f"Acme & Söhne: Sign-ins fail\n{page}\n" in mail["Text"].replace("\r", "")
    assert "https://portal.example/account/notifications/" in mail["Text"]
    assert "bob@acme.com" not in mail["Text"]


def test_a_task_that_runs_twice_tells_once(support: User, mails: Inbox) -> None:
    row = wants(support)
    trouble()
    notifications.tell(row.pk)
    notifications.tell(row.pk)
    notifications_due()

    assert len(subjects(mails)) == 1


def test_while_one_worker_is_at_it_others_leave_it_alone(
    support: User, mails: Inbox, later: Later
) -> None:
    row = wants(support)
    trouble()
    Subscription.objects.update(due_at=clock.now() + timedelta(minutes=2))
    sweep()
    notifications.tell(row.pk)
    assert subjects(mails) == []

    # It died.
    later(minutes=2)
    sweep()
    assert len(subjects(mails)) == 1


def test_the_sweep_finds_what_no_task_was_sent_for(
    support: User, mails: Inbox, broker_away: None
) -> None:
    wants(support)
    trouble()
    notifications_due()
    assert subjects(mails) == []

    sweep()
    assert len(subjects(mails)) == 1


def test_told_from_the_choice_on_and_each_item_once(
    support: User, mails: Inbox, later: Later
) -> None:
    trouble("Before")
    wants(support)
    sweep()
    trouble("After")
    sweep()
    later(minutes=5)
    trouble("Next")
    sweep()

    assert subjects(mails) == ["After: Sign-ins fail", "Next: Sign-ins fail"]


def test_what_comes_at_once_goes_into_one(support: User, mails: Inbox, later: Later) -> None:
    wants(support)
    trouble("First")
    sweep()
    for number in range(22):
        trouble(f"Acme {number}")
        sweep()
    later(minutes=1)
    sweep()

    first, second = mails.messages()
    assert "more" not in first["Text"]
    assert second["Subject"] == "Acme 0: Sign-ins fail, and 21 more"
    assert second["Text"].count("Sign-ins fail") == 10
    assert "And 12 more." in second["Text"]


def test_the_last_that_the_cap_lets_through_says_so(
    support: User, mails: Inbox, later: Later
) -> None:
    wants(support, time_zone="Europe/Berlin")
    for number in range(7):
        trouble(f"Acme {number}")
        sweep()
        later(minutes=2)
    assert len(mails.messages()) == 6
    assert "The next one is sent at 07:30 or later" in mails.messages()[-1]["Text"]
    assert all("The next one" not in mail["Text"] for mail in mails.messages()[:-1])

    later(minutes=46)
    sweep()
    assert subjects(mails)[6:] == ["Acme 6: Sign-ins fail"]


def test_another_choice_lifts_no_cap(support: User, mails: Inbox, later: Later) -> None:
    wants(support)
    for number in range(6):
        trouble(f"Acme {number}")
        sweep()
        later(minutes=2)
    wants(support, time_zone="Europe/Berlin")
    trouble("Umbra")
    sweep()
    assert len(mails.messages()) == 6

    later(minutes=48)
    sweep()
    assert subjects(mails)[6:] == ["Umbra: Sign-ins fail"]


def test_one_message_a_morning(support: User, mails: Inbox, later: Later) -> None:
    wants(support, "daily", time_zone="Europe/Berlin")  # where it is half past six
    taken = trouble("Taken")
    trouble("Acme")
    trouble("Umbra", Attention.Reason.FAILED)
    sweep()
    later(minutes=89)
    sweep()
    assert subjects(mails) == []

    attention.resolve([taken.pk], why="Done.", by=SYSTEM)
    later(minutes=1)
    sweep()
    sweep()
    assert subjects(mails) == ["Umbra: The ticket couldn't be issued, and 1 more"]
    # On a day without news none comes, and the next waits for its morning.
    later(days=1)
    sweep()
    trouble("Later")
    sweep()
    assert len(subjects(mails)) == 1
    later(days=1)
    sweep()
    assert len(subjects(mails)) == 2


def test_each_hour(support: User, mails: Inbox, later: Later) -> None:
    wants(support, "hourly")
    trouble()
    sweep()
    assert subjects(mails) == []
    later(minutes=30)
    sweep()
    assert len(subjects(mails)) == 1


def test_who_left_or_wants_nothing_is_told_nothing(mails: Inbox) -> None:
    gone, never, without = make_user(), make_user(), make_user()
    for user in (gone, never, without):
        wants(user)
    wants(never, "never")
    gone.is_active = False
    gone.save()
    without.groups.clear()
    trouble()
    sweep()

    assert subjects(mails) == []


def test_what_nobody_is_told_about_wakes_nobody(support: User, manager: User) -> None:
    wants(support)
    make_customer("Acme")
    published.give_numbers()
    assert notifications.subscriptions_due() == []

    trouble()
    assert len(notifications.subscriptions_due()) == 1


def test_what_could_not_be_sent_is_sent_later_with_what_is_new_by_then(
    support: User, refusing: Callable[[str], None], mails: Inbox, later: Later, settings: Any
) -> None:
    good = settings.EMAIL_HOST, settings.EMAIL_PORT
    wants(support)
    trouble("Acme")
    refusing("450 4.2.1 Mailbox busy")
    sweep()
    row = Subscription.objects.get()
    assert row.failing_since == START
    assert "450 4.2.1 Mailbox busy" in row.failure

    settings.EMAIL_HOST, settings.EMAIL_PORT = good
    trouble("Umbra")
    sweep()
    assert subjects(mails) == []
    later(minutes=2)
    sweep()
    assert subjects(mails) == ["Acme: Sign-ins fail, and 1 more"]
    row.refresh_from_db()
    assert (row.failing_since, row.failure, row.tries) == (None, "", 0)


def test_a_choice_made_while_a_worker_is_at_it_stands(
    support: User, mails: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = wants(support)
    trouble()
    from django.core.mail import EmailMessage

    send = EmailMessage.send

    def meanwhile(mail: EmailMessage) -> int:
        wants(support, "daily")
        return send(mail)

    monkeypatch.setattr(EmailMessage, "send", meanwhile)
    notifications.tell(row.pk)

    row.refresh_from_db()
    assert row.pace == "daily"
    assert row.due_at == START.replace(hour=8, minute=0)
    assert row.last_number == published.last_number()


def test_the_role_matters_no_further_than_seeing_pages(mails: Inbox) -> None:
    wants(make_user(Role.VIEWER))
    trouble()
    sweep()

    assert len(subjects(mails)) == 1
