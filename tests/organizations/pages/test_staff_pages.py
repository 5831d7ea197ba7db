"""Operators invite colleagues, change their role, bar them, and hand over their customers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from organizations.models import User
from organizations.roles import Role
from organizations.services import staff
from portal import clock
from tests.factories import SYSTEM, make_customer, make_user
from tests.inbox_process import Inbox
from tests.organizations.pages.counting import queries


@pytest.fixture
def office(operator: User, desk_as: Callable[[User], Client]) -> Client:
    return desk_as(operator)


def url(name: str, user: User) -> str:
    return reverse(f"organizations:staff_{name}", args=[user.pk])


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_lists_everyone_with_what_they_have(office: Client, support: User) -> None:
    make_customer("Acme", owner=support)
    User.objects.filter(pk=support.pk).update(last_login=clock.now() - timedelta(days=2))
    for kind in ("totp", "webauthn", "recovery_codes"):
        Authenticator.objects.create(user=support, type=kind, data={"secret": "very-secret"})
    staff.invite_staff(email="n@umbrella.example", name="Nina", role=Role.VIEWER, by=SYSTEM)
    gone = make_user(Role.MANAGER, name="Gone")
    staff.deactivate_staff(gone, by=SYSTEM)

    answer = office.get("/staff/")

    rows = {
        row.name: (row.state, row.role_label, row.second_factors, row.customer_count)
        for row in answer.context["page"].rows
    }
    assert rows[support.name] == ("active", "Support", ["Passkey", "Authenticator app"], 1)
    assert rows["Nina"] == ("invited", "Viewer", [], 0)
    assert rows["Gone"] == ("deactivated", "Manager", [], 0)
    assert "Passkey, Authenticator app" in text(answer)
    assert "very-secret" not in text(answer)


def test_asks_the_database_as_often_for_many(office: Client) -> None:
    def grow(count: int) -> int:
        for _ in range(count):
            user = make_user(Role.SUPPORT)
            Authenticator.objects.create(user=user, type="totp", data={})
            make_customer(owner=user)
        return queries(office, "/staff/")

    assert grow(1) == grow(15)


def test_is_in_the_navigation_of_who_may_open_it(office: Client, desk: Client) -> None:
    assert 'href="/staff/"' in text(office.get("/"))
    assert 'href="/staff/"' not in text(desk.get("/"))


def test_invites_and_says_that_an_email_goes_out(
    office: Client, mails: Inbox, run_tasks: Any
) -> None:
    typed = {"email": "Nina@umbrella.example", "name": "Nina", "role": "manager"}

    with run_tasks():
        answer = office.post(reverse("organizations:staff_new"), typed, follow=True)

    assert "on its way to nina@umbrella.example" in text(answer)
    assert [mail["To"][0]["Address"] for mail in mails.messages()] == ["nina@umbrella.example"]
    assert User.objects.get(name="Nina").role_label == "Manager"


def test_resends_an_invitation(office: Client, mails: Inbox, run_tasks: Any) -> None:
    user = make_user(Role.SUPPORT)

    with run_tasks():
        answer = office.post(url("resend", user), follow=True)

    assert "Invitation resent." in text(answer)
    assert len(mails.messages()) == 1


def test_says_what_is_wrong_with_an_invitation(office: Client, support: User) -> None:
    typed = {"email": support.email.upper(), "name": "", "role": "king"}

    answer = office.post(reverse("organizations:staff_new"), typed)

    assert set(answer.context["form"].errors) == {"email", "name", "role"}


def test_changes_name_and_role(office: Client, support: User) -> None:
    answer = office.post(url("member", support), {"name": "Sam", "role": "manager"}, follow=True)

    assert "Sam saved." in text(answer)
    support = User.objects.get(pk=support.pk)
    assert (support.name, support.role_label) == ("Sam", "Manager")


def test_does_not_ask_for_ones_own_role(office: Client, operator: User) -> None:
    assert 'name="role"' not in text(office.get(url("member", operator)))

    office.post(url("member", operator), {"name": "Olga", "role": "viewer"})

    operator = User.objects.get(pk=operator.pk)
    assert (operator.name, operator.role_label) == ("Olga", "Operator")


def test_a_new_name_leaves_a_superuser_one(office: Client) -> None:
    root = User.objects.create_superuser("root@umbrella.example", "correct horse", name="Root")

    assert "Unchanged (Superuser)" in text(office.get(url("member", root)))
    office.post(url("member", root), {"name": "Ruth", "role": ""})

    root.refresh_from_db()
    assert (root.name, root.is_superuser) == ("Ruth", True)


def test_deactivates_and_reactivates(office: Client, support: User) -> None:
    make_customer("Acme", owner=support)
    assert "They own 1 customer." in text(office.get(url("deactivate", support)))

    answer = office.post(url("deactivate", support), follow=True)
    assert "deactivated and signed out" in text(answer)
    assert User.objects.get(pk=support.pk).state == "deactivated"

    office.post(url("activate", support))
    assert User.objects.get(pk=support.pk).is_active


def test_nobody_deactivates_themselves(office: Client, operator: User) -> None:
    assert "/deactivate/" not in text(office.get(url("member", operator)))

    answer = office.post(url("deactivate", operator), follow=True)

    assert "Ask another operator to deactivate you." in text(answer)
    assert User.objects.get(pk=operator.pk).is_active


def test_removes_lost_second_factors(office: Client, support: User) -> None:
    Authenticator.objects.create(user=support, type="totp", data={})

    answer = office.post(url("reset", support), follow=True)

    assert f"Second factors of {support} removed." in text(answer)
    assert not Authenticator.objects.exists()


def test_hands_over_all_customers_after_showing_how_many(
    office: Client, support: User, manager: User
) -> None:
    for name in ("Acme", "Globex"):
        make_customer(name, owner=support)
    make_customer("Old", owner=support, archived_at=clock.now())

    page = text(office.get(url("hand_over", support)))
    assert f"{support} owns 3 customers (1 archived)." in page
    answer = office.post(url("hand_over", support), {"to": manager.pk}, follow=True)

    assert f"3 customers transferred to {manager}." in text(answer)
    assert manager.customers.count() == 3


def test_offers_active_colleagues_to_hand_over_to(office: Client, support: User) -> None:
    gone = make_user(Role.MANAGER)
    staff.deactivate_staff(gone, by=SYSTEM)

    for to in (support, gone):
        answer = office.post(url("hand_over", support), {"to": to.pk})
        assert "to" in answer.context["form"].errors
