"""Sessions: kept so that the database opens none, ended when nobody uses them, listed, ended."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.core import serializers
from django.test import Client
from django.utils import timezone

from organizations.models import Event, Session, User
from organizations.services import staff
from organizations.services.audit.sentences import sentence
from organizations.staff_sign_in.session_store import SessionStore
from portal.celery import app
from tests.factories import SYSTEM
from tests.signing_in import signed_in

PAGE = "/account/sessions/"


def test_the_database_opens_no_session(desk: Client, support: User) -> None:
    cookie = desk.cookies[settings.SESSION_COOKIE_NAME].value
    kept = serializers.serialize("json", Session.objects.all())

    assert cookie not in kept
    assert "account_authentication_methods" not in kept
    for row in json.loads(kept):
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = row["pk"]
        assert thief.get(PAGE).status_code == 302


def test_a_session_that_somebody_rewrote_is_over(desk: Client) -> None:
    Session.objects.update(data="eyJfYXV0aF91c2VyX2lkIjogIjEifQ")

    assert desk.get(PAGE).status_code == 302


def test_a_session_ended_during_a_request_of_its_own_stays_ended(desk: Client) -> None:
    store = SessionStore(desk.cookies[settings.SESSION_COOKIE_NAME].value)
    store.load()
    Session.objects.all().delete()

    store.seen(ip="192.0.2.7", user_agent="Another browser")

    assert not Session.objects.exists()


def test_ends_when_nobody_uses_it(desk: Client) -> None:
    now = timezone.now()
    for hours, status in ((7, 200), (14, 200), (23, 302)):
        with time_machine.travel(now + timedelta(hours=hours)):
            assert desk.get(PAGE).status_code == status, hours


def test_an_open_page_that_asks_by_itself_is_no_use(desk: Client) -> None:
    now = timezone.now()
    desk.get(PAGE)
    with time_machine.travel(now + timedelta(hours=7)):
        assert desk.get("/", headers={"HX-Request": "true", "HX-Target": "live"}).status_code == 200
    with time_machine.travel(now + timedelta(hours=9)):
        assert desk.get(PAGE).status_code == 302


def test_ends_after_two_weeks_however_much_it_is_used(desk: Client) -> None:
    now = timezone.now()
    for hours in range(0, 14 * 24, 7):
        with time_machine.travel(now + timedelta(hours=hours)):
            assert desk.get(PAGE).status_code == 200, hours
    with time_machine.travel(now + timedelta(days=14, seconds=1)):
        assert desk.get(PAGE).status_code == 302


def test_lists_them_and_ends_one(desk: Client, desk_as: Callable[[User], Client], support: User):
    elsewhere, third = desk_as(support), desk_as(support)
    elsewhere.get(PAGE, headers={"user-agent": "Firefox of a colleague"})
    third.get(PAGE)

    shown = desk.get(PAGE).content.decode()
    assert "Firefox of a colleague" in shown
    assert "This browser" in shown
    theirs = Session.objects.get(user_agent="Firefox of a colleague").pk
    desk.post(PAGE, {"session": theirs})

    assert elsewhere.get(PAGE).status_code == 302
    assert third.get(PAGE).status_code == 200
    assert sentence(Event.objects.latest("pk")) == "ended 1 session"


def test_ends_all_others(desk: Client, desk_as: Callable[[User], Client], support: User) -> None:
    elsewhere = desk_as(support)

    desk.post(PAGE, {"others": "yes"})

    assert elsewhere.get(PAGE).status_code == 302
    assert desk.get(PAGE).status_code == 200


def test_ends_nobody_elses(desk: Client, desk_as: Callable[[User], Client], viewer: User) -> None:
    theirs = desk_as(viewer)
    theirs.get(PAGE)
    digest = Session.objects.get(user=viewer).pk

    answer = desk.post(PAGE, {"session": digest}, follow=True)

    assert "already ended" in answer.content.decode()
    assert theirs.get(PAGE).status_code == 200


def test_a_session_that_was_ended_does_not_come_back(desk: Client, support: User) -> None:
    session = desk.session
    assert session["_auth_user_id"] == str(support.pk)
    staff.end_other_sessions(support, but="", by=SYSTEM)

    session["more"] = "of a request that runs still"
    with pytest.raises(UpdateError):
        session.save()
    assert not Session.objects.exists()


def test_a_new_password_ends_the_others(
    desk: Client, desk_as: Callable[[User], Client], support: User
) -> None:
    elsewhere = desk_as(support)
    new = "another horse, quite long"

    desk.post(
        "/account/password/change/",
        {"oldpassword": "correct horse", "password1": new, "password2": new},
    )

    assert elsewhere.get(PAGE).status_code == 302
    assert Session.objects.filter(user=support).count() == 1
    assert desk.get(PAGE).status_code == 200


def test_what_is_over_is_deleted(support: User) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=2)):
        signed_in(Client(), support)
    signed_in(Client(), support)

    app.tasks["organizations.sessions_over"]()

    assert Session.objects.count() == 1
