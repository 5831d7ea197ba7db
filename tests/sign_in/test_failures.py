"""What the audit trail learns of sign-ins that fail and of pages that are refused."""

from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from organizations.models import Event, User
from organizations.services.audit.sentences import sentence

LOGIN = "/account/login/"


def told() -> list[str]:
    return [f"{event.actor_name} {sentence(event)}" for event in Event.objects.order_by("pk")]


def test_a_wrong_password_is_recorded_with_whose_it_was(client: Client, support: User) -> None:
    client.post(LOGIN, {"login": support.email, "password": "wrong"}, REMOTE_ADDR="192.0.2.7")

    event = Event.objects.get()
    assert sentence(event) == "denied Support Person sign-in: the password was wrong"
    assert (event.actor_kind, event.user, event.ip) == ("system", None, "192.0.2.7")
    assert event.target == f"user:{support.pk}"
    assert "wrong" not in event.data.values()


def test_an_address_that_nobody_has_is_not_kept(client: Client, db: None) -> None:
    client.post(LOGIN, {"login": "hunter2@umbrella.example", "password": "wrong"})

    event = Event.objects.get(verb="staff:sign_in_failed")
    assert "hunter2" not in str(event.data)
    assert event.target == ""


def test_a_wrong_second_factor_is_recorded(client: Client, support: User) -> None:
    TOTP.activate(support, generate_totp_secret())
    client.post(LOGIN, {"login": support.email, "password": "correct horse"})

    client.post("/account/2fa/authenticate/", {"code": "000000"})

    assert told() == ["Sign-in denied Support Person sign-in: the second factor was wrong"]


@pytest.mark.parametrize("path", ["/tenants/new/", "/admin/"])
def test_a_refused_page_is_recorded(
    viewer: User, desk_as: Callable[[User], Client], path: str
) -> None:
    desk = desk_as(viewer)

    answer = desk.get(path, follow=True)

    assert answer.status_code == 403
    event = Event.objects.get(verb="staff:refused")
    assert event.user == viewer
    assert sentence(event).startswith("was denied access: GET /")
