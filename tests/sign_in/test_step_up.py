"""Whoever showed who they are a while ago shows it again before what a thief would be after."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from organizations.models import Tenant, User
from organizations.roles import Role
from tests.factories import make_connection, make_customer, make_tenant, make_ticket, make_user
from tests.signing_in import signed_in
from tickets.states import State

HOUR = 3600.0
PASSWORD = {"password": "correct horse"}


@pytest.fixture
def addresses(db: None) -> dict[str, tuple[str, str]]:
    tenant = make_tenant()
    ticket = make_ticket(make_connection(make_customer(), tenant), state=State.ISSUED)
    colleague = make_user(Role.VIEWER)
    return {
        "link": ("post", reverse("tickets:copy_link", args=[ticket.pk])),
        "customers": ("post", reverse("organizations:customers_export")),
        "tickets": ("post", reverse("tickets:tickets_export")),
        "audit": ("post", reverse("organizations:audit_export")),
        "new key": ("get", reverse("organizations:tenant_new")),
        "key": ("get", reverse("organizations:tenant_edit", args=[tenant.pk])),
        "new key, administration": ("get", reverse("admin:organizations_tenant_add")),
        "key, administration": (
            "get",
            reverse("admin:organizations_tenant_change", args=[tenant.pk]),
        ),
        "API key": ("get", reverse("organizations:api_key_new")),
        "stream": ("post", reverse("organizations:stream_start", args=[tenant.pk])),
        "invite": ("get", reverse("organizations:staff_new")),
        "role": ("get", reverse("organizations:staff_member", args=[colleague.pk])),
        "resend": ("post", reverse("organizations:staff_resend", args=[colleague.pk])),
        "reactivate": ("post", reverse("organizations:staff_activate", args=[colleague.pk])),
        "deactivate": ("get", reverse("organizations:staff_deactivate", args=[colleague.pk])),
        "hand over": ("get", reverse("organizations:staff_hand_over", args=[colleague.pk])),
        "factors": ("get", reverse("organizations:staff_reset", args=[colleague.pk])),
        "invite, administration": ("get", reverse("admin:organizations_user_add")),
        "role, administration": (
            "get",
            reverse("admin:organizations_user_change", args=[colleague.pk]),
        ),
        "act on staff": ("post", reverse("admin:organizations_user_changelist")),
        "sessions": ("post", reverse("organizations:sessions")),
        "password": ("get", reverse("account_change_password")),
        "app": ("get", reverse("mfa_activate_totp")),
        "passkey": ("get", reverse("mfa_add_webauthn")),
    }


def asked(answer: Any) -> bool:
    """Whether an answer leads to where somebody shows who they are."""
    return answer.status_code == 302 and "reauthenticate" in answer["Location"]


def test_asks_again_after_a_while(addresses: dict[str, tuple[str, str]], operator: User) -> None:
    client = signed_in(Client(), operator, ago=HOUR)

    answers = {name: getattr(client, way)(url) for name, (way, url) in addresses.items()}

    assert [name for name, answer in answers.items() if not asked(answer)] == []
    assert client.get("/customers/").status_code == 200


def test_does_not_ask_who_signed_in_just_now(
    addresses: dict[str, tuple[str, str]], operator: User
) -> None:
    client = signed_in(Client(), operator)
    addresses.pop("stream")  # would call Auth0

    answers = {name: getattr(client, way)(url) for name, (way, url) in addresses.items()}

    assert [name for name, answer in answers.items() if asked(answer)] == []


def test_refuses_without_asking_who_may_not(
    addresses: dict[str, tuple[str, str]], viewer: User
) -> None:
    client = signed_in(Client(), viewer, ago=HOUR)

    for name in ("link", "audit", "new key"):
        way, url = addresses[name]
        assert getattr(client, way)(url).status_code == 403, name


def test_the_password_leads_on_to_the_page(operator: User) -> None:
    client = signed_in(Client(), operator, ago=HOUR)
    way = client.get("/tenants/new/")["Location"]

    answer = client.post(way, PASSWORD)

    assert answer["Location"] == "/tenants/new/"
    assert client.get("/tenants/new/").status_code == 200


def test_what_was_typed_is_not_lost(operator: User) -> None:
    colleague = make_user(Role.VIEWER)
    page = reverse("admin:organizations_user_change", args=[colleague.pk])
    client = signed_in(Client(), operator, ago=HOUR)

    way = client.post(
        page,
        {"name": "Vera", "role": "support"},
        headers={"referer": f"http://testserver{page}"},
    )["Location"]
    colleague.refresh_from_db()
    assert colleague.name != "Vera"
    client.post(way, PASSWORD)

    colleague.refresh_from_db()
    assert colleague.name == "Vera"


def test_a_lone_button_is_pressed_again(desk_as: Callable[[User], Client], manager: User) -> None:
    client = signed_in(Client(), manager, ago=HOUR)
    page = "/audit/?q=acme"

    way = client.post("/audit/export/?q=acme", headers={"referer": f"http://testserver{page}"})

    assert parse_qs(urlsplit(way["Location"]).query) == {"next": [page]}
    assert "select the button again" in client.get(way["Location"]).content.decode()


@pytest.mark.parametrize("referer", ["https://evil.example/", "https://[", "http://testserver"])
def test_leads_to_no_other_site(manager: User, referer: str) -> None:
    client = signed_in(Client(), manager, ago=HOUR)

    way = client.post("/audit/export/", headers={"referer": referer})["Location"]

    assert parse_qs(urlsplit(way).query) == {"next": ["/"]}


def test_a_password_is_not_enough_where_there_is_a_second_factor(operator: User) -> None:
    TOTP.activate(operator, generate_totp_secret())
    codes = RecoveryCodes.activate(operator)
    client = signed_in(Client(), operator, ago=HOUR)
    way = client.get("/tenants/new/")["Location"]
    assert "/2fa/" in way

    client.post(reverse("account_reauthenticate"), PASSWORD)
    assert asked(client.get("/tenants/new/"))

    client.post(way, {"code": codes.get_unused_codes()[0]})
    assert client.get("/tenants/new/").status_code == 200


def test_the_minutes_are_a_setting(settings: Any, operator: User, tenant: Tenant) -> None:
    client = signed_in(Client(), operator, ago=HOUR)
    settings.STEP_UP_MINUTES = 61

    assert client.get("/tenants/new/").status_code == 200
