"""Who types wrong passwords locks themselves out, and nobody else."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from organizations.models import Event, User

THIEF, OWNER = "192.0.2.66", "192.0.2.1"


def sign_in(user: User, password: str, ip: str) -> int:
    typed = {"login": user.email, "password": password}
    return Client(REMOTE_ADDR=ip).post(reverse("account_login"), typed).status_code


@pytest.mark.usefixtures("one_window")
def test_a_stranger_locks_out_nobody_but_themselves(support: User) -> None:
    for _ in range(6):
        sign_in(support, "guessed", THIEF)

    assert sign_in(support, "correct horse", THIEF) == 200
    assert sign_in(support, "correct horse", OWNER) == 302


@pytest.mark.usefixtures("one_window")
def test_a_network_of_ones_own_gives_no_more_guesses(support: User) -> None:
    for number in range(6):
        sign_in(support, "guessed", f"2001:db8:0:1::{number}")

    assert sign_in(support, "correct horse", "2001:db8:0:1:ffff::1") == 200
    assert sign_in(support, "correct horse", "2001:db8:0:2::1") == 302


@pytest.mark.parametrize("path", ["/new-link/", "/l/nobody/", "/account/login/"])
def test_a_way_around_a_proxy_is_no_error(db: None, settings: Any, path: str) -> None:
    settings.TRUSTED_PROXY_COUNT = settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    around = Client(headers={"X-Forwarded-For": OWNER})

    assert around.get(path).status_code in (200, 404)
    typed = {"login": "a@b.example", "password": "guessed", "email": "a@b.example"}
    assert around.post(path, typed).status_code in (200, 302, 404)


def test_the_administrations_password_page_is_the_portals(operator: User, desk_as) -> None:
    desk = desk_as(operator)

    answer = desk.get("/admin/password_change/")

    assert answer["Location"] == reverse("account_change_password")
    old = operator.password
    new = {"new_password1": "another horse, long", "new_password2": "another horse, long"}
    desk.post("/admin/password_change/", {"old_password": "correct horse", **new})
    operator.refresh_from_db()
    assert operator.password == old
    assert not Event.objects.filter(verb="staff:password").exists()
