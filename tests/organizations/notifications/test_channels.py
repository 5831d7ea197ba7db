"""Word in a chat: a person's own, and a team's channel that managers added."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from apprise.plugins.slack import NotifySlack
from django.db import connection
from django.test import Client

from organizations.errors import Rejected
from organizations.models import Attention, Event, Subscription, User
from organizations.models.staff.subscription import Topic
from organizations.services import attention, notifications
from organizations.services.notifications.telling import FAILS_AT_MOST
from portal.actor import Actor
from tests.factories import SYSTEM
from tests.inbox_process import Inbox
from tests.markup import assert_valid
from tests.organizations.pages.counting import queries
from tests.organizations.webhooks.receiver import Receiver, listening
from tests.signing_in import signed_in

from .conftest import START, sweep, trouble, wants

pytestmark = pytest.mark.django_db
Later = Callable[..., None]
SECRET = "TIiajkdnlazkcOXrIdevi7FQ"
SLACK = f"https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/{SECRET}"
PAGE = "/account/notifications/"
FORM = {"pace": "at_once", "whose": "all", "topics": ["sign_ins"], "time_zone": "UTC"}


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Receiver]:
    """A receiver where Slack would be."""
    settings.WEBHOOKS_PRIVATE = True
    with listening() as one:
        one.mode = "slack"
        monkeypatch.setattr(NotifySlack, "webhook_url", one.url("/services"))
        yield one


def channel(by: Actor = SYSTEM, **given: Any) -> Subscription:
    choice = {"name": "#sso", "pace": "at_once", "topics": list(Topic), "whose": "all"}
    return notifications.create_channel(
        **{**choice, "address": SLACK, "time_zone": "UTC", **given}, by=by
    )


def texts(slack: Receiver) -> list[str]:
    return [
        f"{body['attachments'][0]['title']}\n{body['attachments'][0]['text']}"
        for body in slack.bodies
    ]


def test_a_message_in_slack_tells_the_customer_the_reason_and_the_page(
    slack: Receiver, settings: Any
) -> None:
    settings.BASE_URL = "https://portal.example"
    channel()
    item = trouble("Acme <!channel>")
    sweep()
    sweep()

    assert item.connection
    page = f"https://portal.example{item.connection.get_absolute_url()}"
    told = "Acme ‹!channel›: Sign-ins fail"
    assert texts(slack) == [f"{told}\n{told}\n{page}"]


def test_many_go_into_one(slack: Receiver, settings: Any) -> None:
    settings.BASE_URL = "https://portal.example"
    channel(pace="hourly")
    for number in range(22):
        trouble(f"Acme {number}")
    Subscription.objects.update(due_at=START)
    sweep()

    (text,) = texts(slack)
    assert text.startswith("Acme 0: Sign-ins fail, and 21 more\n")
    assert text.endswith("\nAnd 12 more: https://portal.example/")
    assert text.count("/connections/") == 10


def test_of_a_team_what_anyone_took_is_told_to_nobody(slack: Receiver, support: User) -> None:
    channel()
    item = trouble()
    attention.assign([item.pk], to=support, by=SYSTEM)
    sweep()
    assert slack.got == []


def test_a_persons_own_chat_instead_of_mail(slack: Receiver, mails: Inbox, support: User) -> None:
    wants(support, address=SLACK)
    trouble("Acme")
    sweep()
    assert (len(slack.got), mails.messages()) == (1, [])

    wants(support, address="")
    trouble("Umbra")
    sweep()
    assert len(slack.got) == 1
    assert [mail["Subject"] for mail in mails.messages()] == ["Umbra: Sign-ins fail"]


def test_what_slack_did_not_take_it_gets_later_with_what_is_new_by_then(
    slack: Receiver, later: Later
) -> None:
    made = channel()
    slack.mode = "fail"
    trouble("Acme")
    sweep()
    made.refresh_from_db()
    assert (made.failing_since, made.failure) == (START, "Slack: It responded with 500: no room")

    slack.mode = "slack"
    trouble("Umbra")
    sweep()
    assert len(slack.got) == 1
    later(minutes=2)
    sweep()
    assert texts(slack)[1].startswith("Acme: Sign-ins fail, and 1 more\n")
    made.refresh_from_db()
    assert (made.failing_since, made.failure) == (None, "")


def test_after_days_of_failure_whoever_added_it_gets_a_mail_and_it_stops(
    slack: Receiver, mails: Inbox, later: Later, manager: User
) -> None:
    made = channel(Actor("staff", manager.name, user=manager))
    slack.mode = "fail"
    trouble()
    sweep()
    later(days=FAILS_AT_MOST.days - 1)
    Subscription.objects.update(tries=60)
    sweep()
    made.refresh_from_db()
    assert (made.pace, mails.messages()) == ("at_once", [])

    later(days=1)
    sweep()
    sweep()
    made.refresh_from_db()
    assert (made.pace, made.due_at) == ("never", None)
    (mail,) = mails.messages()
    assert mail["To"][0]["Address"] == manager.email
    assert mail["Subject"] == "Notifications to the channel #sso are turned off"
    assert "It responded with 500: no room" in mail["Text"]
    assert SECRET not in mail["Text"]


def test_without_whoever_added_it_managers_get_the_mail(
    slack: Receiver, mails: Inbox, later: Later, manager: User
) -> None:
    channel()
    slack.mode = "fail"
    trouble()
    sweep()
    later(days=3)
    sweep()

    assert [mail["To"][0]["Address"] for mail in mails.messages()] == [manager.email]


def test_while_no_mail_goes_either_it_goes_on_trying(
    slack: Receiver, refusing: Callable[[str], None], later: Later, support: User
) -> None:
    row = wants(support, address=SLACK)
    slack.mode = "fail"
    refusing("450 busy")
    trouble()
    sweep()
    later(days=3)
    sweep()

    row.refresh_from_db()
    assert row.pace == "at_once"
    assert row.due_at


def test_in_a_private_network_only_where_the_setting_lets(slack: Receiver, settings: Any) -> None:
    settings.WEBHOOKS_PRIVATE = False
    host = f"127.0.0.1:{slack.server_address[1]}"
    made = channel(address=f"mmosts://{host}/3ccdd113474722377935511fc85d3dd4")
    trouble()
    sweep()

    made.refresh_from_db()
    assert "private network" in made.failure
    assert slack.got == []


def test_the_address_is_encrypted_and_shown_nowhere(
    manager: User, operator: User, desk_as: Callable[[User], Client]
) -> None:
    made = channel()
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM organizations_subscription")
        assert SECRET not in cursor.fetchone()[0]
    assert made.place == "Slack (…i7FQ)"
    office, desk = desk_as(operator), desk_as(manager)
    admin = f"/admin/organizations/subscription/{made.pk}/change/"
    for client, path in ((desk, PAGE), (desk, f"/channels/{made.pk}/edit/"), (office, admin)):
        answer = client.get(path, follow=True)
        assert answer.status_code == 200
        assert SECRET not in answer.content.decode()
    assert not Event.objects.filter(data__icontains=SECRET).exists()


def test_an_address_that_is_none_is_refused_by_name(support: User) -> None:
    with pytest.raises(Rejected, match="Paste the URL") as refused:
        wants(support, address="https://example.com/")
    assert refused.value.field == "address"
    assert not Subscription.objects.exists()


# --- Pages -----------------------------------------------------------------------------------


def test_managers_add_change_and_delete_a_channel(
    manager: User, desk_as: Callable[[User], Client]
) -> None:
    desk = desk_as(manager)
    desk.post("/channels/new/", {**FORM, "name": "#sso", "address": SLACK})
    made = Subscription.objects.get(user=None)
    assert (made.name, made.address, made.created_by) == ("#sso", SLACK, manager)
    page = desk.get(PAGE).content.decode()
    assert "Slack (…i7FQ), right away" in page

    # Without an address it keeps the one it has.
    desk.post(f"/channels/{made.pk}/edit/", {**FORM, "name": "#onboarding", "pace": "daily"})
    made.refresh_from_db()
    assert (made.name, made.address, made.pace) == ("#onboarding", SLACK, "daily")

    desk.post(f"/channels/{made.pk}/delete/")
    assert not Subscription.objects.exists()
    verbs = Event.objects.filter(verb__startswith="channel:").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "channel:create",
        "channel:change",
        "channel:delete",
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"address": ""}, "This field is required."),
        ({"address": "https://example.com/"}, "Paste the URL of an incoming webhook"),
        ({"whose": "mine"}, "mine is not one of the available choices"),
        ({"name": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_with_a_channel_is_said(
    manager: User, desk_as: Callable[[User], Client], wrong: dict[str, str], said: str
) -> None:
    given = {**FORM, "name": "#sso", "address": SLACK, **wrong}
    page = desk_as(manager).post("/channels/new/", given).content.decode()

    assert said in page
    assert_valid(page)
    assert not Subscription.objects.exists()


def test_nobody_changes_anothers_own_as_if_it_were_a_channel(
    support: User, manager: User, desk_as: Callable[[User], Client]
) -> None:
    row = wants(support, address=SLACK)
    desk = desk_as(manager)

    for act in ("edit", "delete", "test"):
        assert desk.post(f"/channels/{row.pk}/{act}/", {**FORM, "name": "x"}).status_code == 404
    assert "…i7FQ" not in desk.get(PAGE).content.decode()
    row.refresh_from_db()
    assert row.user == support


def test_support_sees_no_team_channels(desk: Client) -> None:
    channel()

    assert "#sso" not in desk.get(PAGE).content.decode()


def test_a_person_chooses_a_chat_keeps_it_and_goes_back(desk: Client, support: User) -> None:
    def after(**given: str) -> Subscription:
        assert desk.post(PAGE, {**FORM, **given}).status_code == 302
        return Subscription.objects.get()

    assert after(place="chat", address=SLACK).address == SLACK
    assert "Slack (…i7FQ)" in desk.get(PAGE).content.decode()
    kept = after(place="kept", pace="daily")
    assert (kept.address, kept.pace) == (SLACK, "daily")
    assert (after(place="email").address, after(place="email").service) == ("", "")


def test_a_chat_without_its_address_is_asked_for(desk: Client) -> None:
    page = desk.post(PAGE, {**FORM, "place": "chat"}).content.decode()

    assert "Paste the URL of the chat’s incoming webhook." in page


def test_who_showed_who_they_are_long_ago_is_asked_before_a_chat_is_chosen(
    support: User,
) -> None:
    desk = signed_in(Client(), support, ago=timedelta(hours=1).total_seconds())
    answer = desk.post(PAGE, {**FORM, "place": "chat", "address": SLACK})

    assert answer.status_code == 302
    assert "/account/" in answer["Location"] and answer["Location"] != PAGE
    assert not Subscription.objects.exists()


def test_a_test_arrives_and_one_that_fails_says_why(
    slack: Receiver, manager: User, desk_as: Callable[[User], Client]
) -> None:
    made = channel()
    desk = desk_as(manager)
    answer = desk.post(f"/channels/{made.pk}/test/", follow=True)
    assert "Slack (…i7FQ) received the test." in answer.content.decode()
    assert texts(slack)[0].startswith("Test: notifications from the portal reach you\n")

    slack.mode = "gone"
    answer = desk.post(f"/channels/{made.pk}/test/", follow=True)
    assert "Slack: It responded with 410" in answer.content.decode()


def test_a_channel_that_fails_shows_it(
    slack: Receiver, manager: User, desk_as: Callable[[User], Client]
) -> None:
    channel()
    slack.mode = "fail"
    trouble(reason=Attention.Reason.ASKED)
    sweep()

    page = desk_as(manager).get(PAGE).content.decode()
    assert "Slack: It responded with 500: no room" in page
    assert_valid(page)


def test_as_many_queries_for_many_channels_as_for_one(
    manager: User, desk_as: Callable[[User], Client]
) -> None:
    desk = desk_as(manager)
    channel()
    before = queries(desk, PAGE)
    for number in range(5):
        channel(name=f"#{number}")

    assert queries(desk, PAGE) == before
