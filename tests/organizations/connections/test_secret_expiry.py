"""When a client secret ends: entered by staff, reminded of as certificates are."""

from datetime import timedelta

import pytest
from django.test import Client

from organizations.models import Attention, Connection, Event, Stage
from organizations.services import connections
from portal import clock
from tests.factories import SYSTEM, make_connection, make_customer, make_tenant


@pytest.fixture
def entra(db: None) -> Connection:
    return make_connection(
        make_customer(), make_tenant(), auth0_id="con_1", strategy="waad", stage=Stage.IN_USE
    )


def in_days(days: int) -> str:
    return (clock.now() + timedelta(days=days)).date().isoformat()


def enter(desk: Client, connection: Connection, on: str) -> str:
    answer = desk.post(f"/connections/{connection.pk}/secret/", {"on": on}, follow=True)
    return answer.content.decode()


def test_staff_enter_the_date_and_it_needs_a_person_when_it_is_near(
    desk: Client, entra: Connection
):
    assert "Enter</a>" in desk.get(entra.get_absolute_url()).content.decode()

    page = enter(desk, entra, in_days(10))

    entra.refresh_from_db()
    assert "Expiration date saved." in page
    assert connections.last_day(entra) == (clock.now() + timedelta(days=10)).date()
    assert "client secret expires on" in Attention.objects.get(reason="ending").detail
    assert Event.objects.filter(verb="connection:secret").count() == 1


def test_a_later_date_settles_it_and_none_is_unknown_again(desk: Client, entra: Connection):
    enter(desk, entra, in_days(10))
    enter(desk, entra, in_days(300))

    assert Attention.objects.get(reason="ending").resolved_at
    enter(desk, entra, "")
    entra.refresh_from_db()
    assert entra.client_secret_expires_at is None


@pytest.mark.parametrize("on", ["1999-01-01", "2199-01-01", "soon"])
def test_a_date_that_cannot_be_meant_is_refused(desk: Client, entra: Connection, on: str):
    page = enter(desk, entra, on)

    assert "Expiration date saved." not in page
    assert not Event.objects.filter(verb="connection:secret").exists()


def test_a_connection_without_a_secret_has_no_date(desk: Client, entra: Connection):
    Connection.objects.update(strategy="samlp")

    assert "Client secret expires" not in desk.get(entra.get_absolute_url()).content.decode()


def test_the_same_date_twice_is_noted_once(entra: Connection):
    on = clock.now().date() + timedelta(days=40)
    for _ in range(2):
        connections.set_secret_expiry(entra, on=on, by=SYSTEM)

    assert Event.objects.filter(verb="connection:secret").count() == 1
