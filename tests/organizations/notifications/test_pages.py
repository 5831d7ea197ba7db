"""The page on which a person chooses what they are told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from organizations.models import Event, Subscription, User
from portal import clock
from tests.inbox_process import Inbox
from tests.markup import assert_valid
from tests.organizations.pages.counting import queries

from .conftest import wants

pytestmark = pytest.mark.django_db
PAGE = "/account/notifications/"
CHOICE = {
    "pace": "daily",
    "whose": "mine",
    "topics": ["live"],
    "time_zone": "Asia/Tokyo",
    "place": "email",
}


def test_a_choice_is_kept_for_whoever_made_it(desk: Client, support: User, manager: User) -> None:
    other = wants(manager, "hourly")
    answer = desk.post(PAGE, CHOICE, follow=True)

    assert "Notifications saved." in answer.content.decode()
    row = Subscription.objects.get(user=support)
    assert (row.pace, row.whose, row.topics) == ("daily", "mine", ["live"])
    # Half past two in the afternoon: the next morning is at 23 UTC.
    assert row.due_at == clock.now().replace(hour=23, minute=0)
    other.refresh_from_db()
    assert (other.pace, other.whose) == ("hourly", "all")
    assert Event.objects.filter(verb="notification:change", user=support).count() == 1


def test_never_ends_it_and_keeps_the_rest(desk: Client, support: User) -> None:
    wants(support)
    desk.post(PAGE, {**CHOICE, "pace": "never"})

    row = Subscription.objects.get()
    assert (row.due_at, row.topics) == (None, ["live"])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"topics": []}, "Choose at least one, or “Never” above."),
        ({"time_zone": "Europe/Nowhere"}, "Enter a large city in it."),
        ({"pace": "sometimes"}, "sometimes is not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_kept(
    desk: Client, wrong: dict[str, Any], said: str
) -> None:
    page = desk.post(PAGE, {**CHOICE, **wrong}).content.decode()

    assert said in page
    assert_valid(page)
    assert not Subscription.objects.exists()


def test_before_a_choice_the_time_zone_is_that_of_the_browser(desk: Client) -> None:
    desk.cookies["time_zone"] = "Europe/Berlin"
    page = desk.get(PAGE).content.decode()

    assert 'name="time_zone" value="Europe/Berlin"' in page
    assert not Subscription.objects.exists()


def test_a_failure_is_shown_with_what_was_answered(desk: Client, support: User) -> None:
    wants(support)
    now = clock.now()
    Subscription.objects.update(
        failing_since=now,
        failure="The mail server reported: 550 No",
        due_at=now + timedelta(hours=1),
    )

    assert "The mail server reported: 550 No" in desk.get(PAGE).content.decode()


def test_a_test_arrives(desk: Client, support: User, mails: Inbox) -> None:
    answer = desk.post(f"{PAGE}test/", follow=True)

    assert f"Test email queued for {support.email}." in answer.content.decode()
    (mail,) = mails.messages()
    assert mail["Subject"] == "Test: notifications from the portal reach you"


def test_a_test_that_fails_says_why(desk: Client, refusing: Callable[[str], None]) -> None:
    refusing("550 5.1.1 No such user")
    answer = desk.post(f"{PAGE}test/", follow=True)

    assert "550 5.1.1 No such user" in answer.content.decode()


def test_the_menu_leads_to_it(desk: Client) -> None:
    assert f'href="{PAGE}"' in desk.get("/").content.decode()


def test_as_many_queries_whatever_was_chosen(desk: Client, support: User) -> None:
    before = queries(desk, PAGE)
    wants(support)

    assert queries(desk, PAGE) <= before
