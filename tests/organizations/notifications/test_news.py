"""Who is told of what: by topic, by whose the customer is, and only while it's so."""

from datetime import timedelta
from typing import Any

import pytest

from organizations.models import Attention, Stage, User
from organizations.models.staff.subscription import TOPIC_OF, Topic
from organizations.services import attention
from organizations.services.audit import published
from organizations.services.notifications.news import news
from portal import clock
from tests.factories import SYSTEM

from .conftest import connection_of, moves, trouble, wants

pytestmark = pytest.mark.django_db
Reason = Attention.Reason


def told(user: User, **given: Any) -> list[str]:
    row = wants(user, **given)
    row.last_number = 0
    return [f"{one.customer}: {one.what}" for one in news(row, upto=published.last_number())]


def test_every_reason_has_its_topic() -> None:
    assert set(TOPIC_OF) == set(Reason)
    assert set(TOPIC_OF.values()) == set(Topic) - {Topic.LIVE, Topic.IN_USE}


def test_only_the_topics_that_were_chosen(support: User) -> None:
    trouble("Acme", Reason.FAILING)
    trouble("Umbra", Reason.ASKED)

    assert told(support, topics=["asked"]) == ["Umbra: The customer asked for help"]


def test_live_and_the_first_sign_in(support: User) -> None:
    connection = connection_of("Acme", stage=Stage.DOMAIN_VERIFIED)
    moves(connection, Stage.LIVE)
    assert told(support) == ["Acme: Live"]
    moves(connection, Stage.IN_USE)
    assert told(support) == ["Acme: First sign-in, Live"]
    assert told(support, topics=["in_use"]) == ["Acme: First sign-in"]


def test_live_is_no_news_once_it_is_not_live_any_more(support: User) -> None:
    connection = connection_of("Acme", stage=Stage.DOMAIN_VERIFIED)
    moves(connection, Stage.LIVE)
    moves(connection, Stage.DISABLED)

    assert told(support) == []


def test_one_piece_a_connection_and_the_most_urgent_first(support: User) -> None:
    first = trouble("Acme", Reason.ENDING)
    trouble("Umbra", Reason.FAILED)
    assert first.connection
    attention.flag(first.connection, Reason.FAILING, detail="", remedy="", by=SYSTEM)
    attention.flag(first.connection, Reason.FAILING, detail="new", remedy="", by=SYSTEM)
    published.give_numbers()

    assert told(support) == [
        "Umbra: The ticket couldn't be issued",
        "Acme: Sign-ins fail, Expiring soon",
    ]


@pytest.mark.parametrize(
    ("whose", "expected"),
    [("mine", {"Mine"}), ("all", {"Mine", "Theirs", "Nobody's"}), ("unowned", {"Nobody's"})],
)
def test_whose_customers(support: User, manager: User, whose: str, expected: set[str]) -> None:
    for name, owner in (("Mine", support), ("Theirs", manager), ("Nobody's", None)):
        trouble(name, owner=owner)

    assert {one.partition(":")[0] for one in told(support, whose=whose)} == expected


@pytest.mark.parametrize("whose", ["all", "mine", "unowned"])
def test_what_a_colleague_took_is_told_to_them_only(
    support: User, manager: User, whose: str
) -> None:
    item = trouble(owner=support if whose == "mine" else None)
    attention.assign([item.pk], to=manager, by=SYSTEM)

    assert told(support, whose=whose) == []
    assert told(manager, whose="mine") == ["Acme: Sign-ins fail"]


def test_what_was_dealt_with_is_no_news(support: User) -> None:
    resolved, settled, snoozed = (trouble(name) for name in ("A", "B", "C"))
    attention.resolve([resolved.pk], why="Done.", by=SYSTEM)
    assert settled.connection
    attention.settle(settled.connection, Reason.FAILING, by=SYSTEM)
    attention.snooze([snoozed.pk], until=clock.now() + timedelta(days=1), by=SYSTEM)
    archived = trouble("D")
    archived.customer.archived_at = clock.now()
    archived.customer.save()

    assert told(support) == []


def test_what_was_reopened_is_news_again(support: User) -> None:
    item = trouble()
    attention.resolve([item.pk], why="Done.", by=SYSTEM)
    row = wants(support)
    attention.reopen([item.pk], by=SYSTEM)
    published.give_numbers()
    row.last_number = published.last_number() - 1

    assert [one.what for one in news(row, upto=published.last_number())] == ["Sign-ins fail"]


def test_an_owner_who_came_meanwhile_ends_what_is_nobodys(support: User, manager: User) -> None:
    item = trouble()
    item.customer.owner = manager
    item.customer.save()

    assert told(support, whose="unowned") == []


def test_as_many_queries_for_many_as_for_one(support: User, django_assert_num_queries: Any) -> None:
    row = wants(support)
    for count in (1, 20):
        for number in range(count):
            trouble(f"Acme {count} {number}")
            moves(connection_of(f"Umbra {count} {number}", stage=Stage.PLANNED), Stage.LIVE)
        upto = published.last_number()
        with django_assert_num_queries(3):
            assert len(news(row, upto=upto)) >= 2 * count
