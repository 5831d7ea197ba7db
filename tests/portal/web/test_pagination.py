import base64

import pytest
from django.core.exceptions import BadRequest

from organizations.models import Customer, Event
from portal import clock
from portal.web.listing.pagination import page, tally

pytestmark = pytest.mark.django_db


def names(*wanted: str) -> None:
    now = clock.now()
    Customer.objects.bulk_create(
        Customer(name=name, created_at=now, updated_at=now) for name in wanted
    )


def test_walks_a_list_there_and_back() -> None:
    names("a", "b", "b", "b", "c")
    rows = Customer.objects.all()

    first = page(rows, ["name", "pk"], size=2)
    second = page(rows, ["name", "pk"], size=2, after=first.after)
    third = page(rows, ["name", "pk"], size=2, after=second.after)
    back = page(rows, ["name", "pk"], size=2, before=third.before)
    start = page(rows, ["name", "pk"], size=2, before=back.before)

    walked = [*first.rows, *second.rows, *third.rows]
    assert walked == list(rows.order_by("name", "pk"))
    assert (first.before, third.after) == ("", "")
    assert back.rows == second.rows
    assert (start.rows, start.before) == (first.rows, "")


def test_walks_a_descending_list_of_times() -> None:
    moments = [clock.now() for _ in range(3)]
    for moment in moments:
        Event.objects.create(at=moment, verb="x", actor_kind="system", actor_name="x")

    first = page(Event.objects.all(), ["-at", "-pk"], size=2)
    second = page(Event.objects.all(), ["-at", "-pk"], size=2, after=first.after)

    assert [event.at for event in [*first.rows, *second.rows]] == moments[::-1]


def test_answers_an_empty_list() -> None:
    assert not page(Customer.objects.all(), ["name", "pk"])


def position_of(json: str) -> str:
    return base64.urlsafe_b64encode(json.encode()).decode()


@pytest.mark.parametrize(
    "position",
    [
        *("!", "e30", "WzFd", "WyJhIiwgIngiXQ", "äöü"),
        *map(
            position_of,
            ("[null, 1]", '["\\u0000", 1]', '["a", Infinity]', "1", "[" * 50_000, '["\\ud800", 1]'),
        ),
    ],
)
def test_refuses_a_position_that_no_page_gave(position: str) -> None:
    with pytest.raises(BadRequest):
        page(Customer.objects.all(), ["name", "pk"], after=position)


def test_counts_as_people_read_it_and_no_further_than_it_has_to() -> None:
    names(*"abc")
    rows = Customer.objects.all()

    assert tally(rows) == "3"
    assert tally(rows, most=3) == "3"
    assert tally(rows, most=2) == "2+"
    assert tally(rows.filter(name="z")) == "0"


def test_takes_a_moment_with_an_offset_that_no_database_knows() -> None:
    position = position_of('["2026-01-01T00:00:00+23:00", 1]')

    assert not page(Event.objects.all(), ["-at", "-pk"], after=position)
