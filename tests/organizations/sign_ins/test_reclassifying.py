"""Failures that nothing explained are counted anew once staff have explained them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from organizations.models import Connection, OwnFailure, SignInDay, SignInLine, Stage, User
from organizations.services.sign_ins import classify_again
from organizations.services.sign_ins.counting import take
from portal import clock
from portal.auth0.sign_ins import SignIn
from tests.factories import make_connection, make_customer, make_tenant

ID = "con_0000000000000001"
OURS = "Not enough seats in Acme Inc."
GIVEN = {
    "fragment": "Not enough seats in {}",
    "owner": "idp_admin",
    "title": "No seat is free",
    "remedy": "Buy a seat.",
}


@pytest.fixture
def connection(db: None) -> Connection:
    return make_connection(
        make_customer(), make_tenant(), auth0_id=ID, stage=Stage.LIVE, wanted_clients=["app"]
    )


def fail(connection: Connection, *numbers: int, text: str = OURS, days: int = 0) -> None:
    at = clock.now() - timedelta(days=days, seconds=9)
    lines = [
        SignIn(f"900{number:053}", at, False, ID, "app", text, f"samlp|acme|{number}")
        for number in numbers
    ]
    take(connection.tenant, lines)


def counts() -> list[tuple[str, int, int]]:
    return list(SignInDay.objects.order_by("outcome").values_list("outcome", "count", "people"))


def own() -> OwnFailure:
    return OwnFailure.objects.create(**GIVEN, created_at=clock.now())


def test_adding_a_text_classifies_what_is_stored(
    connection: Connection, manager: User, desk_as: Callable[[User], Client], run_tasks: Any
):
    fail(connection, 1, 2)
    assert counts() == [("unknown", 2, 2)]

    with run_tasks():
        desk_as(manager).post("/sign-in-errors/new/", GIVEN)

    row = OwnFailure.objects.get()
    assert counts() == [(f"own-{row.pk}", 2, 2)]
    page = desk_as(manager).get(connection.get_absolute_url()).content.decode()
    assert "No seat is free" in page
    assert "Buy a seat." in page


def test_new_failures_are_counted_as_what_staff_explained(connection: Connection):
    row = own()

    fail(connection, 1)

    assert counts() == [(f"own-{row.pk}", 1, 1)]


def test_other_texts_stay_unknown_and_twice_is_harmless(connection: Connection):
    fail(connection, 1, text="Who knows?")
    fail(connection, 2, days=1)
    row = own()

    classify_again()
    classify_again()

    assert counts() == [(f"own-{row.pk}", 1, 1), ("unknown", 1, 1)]


def test_a_day_that_has_both_is_counted_together_and_lines_once(connection: Connection):
    fail(connection, 1, 2)
    row = own()
    fail(connection, 3)

    classify_again()
    # The search's overlap brings all of them again.
    fail(connection, 1, 2, 3)

    assert counts() == [(f"own-{row.pk}", 3, 3)]
    assert SignInLine.objects.count() == 3


def test_counts_of_lines_long_forgotten_are_added(connection: Connection):
    fail(connection, 1, 2)
    row = own()
    fail(connection, 3)
    SignInLine.objects.all().delete()

    classify_again()

    assert counts() == [(f"own-{row.pk}", 3, 2)]


def test_without_the_text_it_is_unknown_again(connection: Connection):
    row = own()
    fail(connection, 1)
    row.delete()

    classify_again()

    assert counts() == [("unknown", 1, 1)]
