import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.test import Client

from organizations.errors import Rejected, Taken
from organizations.models import Event, Session, User
from organizations.roles import Role, permissions_of
from organizations.services import staff
from portal.actor import Actor
from tests.factories import SYSTEM, make_user
from tests.inbox_process import Inbox
from tests.signing_in import signed_in


def invite(email: str = "new@umbrella.example", role: Role = Role.SUPPORT) -> User:
    return staff.invite_staff(email=email, name="Nina New", role=role, by=SYSTEM)


def as_operator(user: User) -> Actor:
    return Actor("staff", user.name, user=user)


def test_invites_by_a_mailed_link_that_sets_the_password(
    db: None, mails: Inbox, run_tasks, client: Client
) -> None:
    with run_tasks():
        user = invite()

    [mail] = mails.messages()
    [path] = re.findall(r"http://localhost:8000(/account/password/reset/key/\S+)", mail["Text"])
    form = client.get(path, follow=True)
    assert form.status_code == 200
    typed = {"password1": "a quiet harbour", "password2": "a quiet harbour"}
    done = client.post(form.redirect_chain[-1][0], typed, follow=True)
    user.refresh_from_db()
    assert user.check_password("a quiet harbour")
    assert 'href="/account/login/"' in done.content.decode()
    assert client.login(email=user.email, password="a quiet harbour")


def test_lets_a_link_be_used_once(db: None, mails: Inbox, run_tasks, client: Client) -> None:
    with run_tasks():
        user = invite()
    [path] = re.findall(r"http://localhost:8000(/\S+/key/\S+)", mails.messages()[0]["Text"])

    user.set_password("set meanwhile")
    user.save()

    assert "password1" not in client.get(path, follow=True).content.decode()


@pytest.mark.parametrize("role", Role)
def test_gives_one_role_and_the_administration_to_operators(db: None, role: Role) -> None:
    user = invite(role=role)

    assert [group.name for group in user.groups.all()] == [role.value]
    assert user.is_staff == (role == Role.OPERATOR)
    assert not user.has_usable_password()


def test_refuses_an_address_twice(db: None) -> None:
    invite("new@umbrella.example")

    with pytest.raises(Taken):
        invite("New@umbrella.example")


def test_changes_name_and_role(support: User, operator: User) -> None:
    staff.change_staff(support, name="Sam", role=Role.MANAGER, by=as_operator(operator))

    assert (support.name, support.groups.get().name) == ("Sam", "manager")
    assert Event.objects.get(verb="staff:change").data["changed"] == ["name", "role to Manager"]


@pytest.mark.parametrize("role", Role)
def test_a_superuser_who_is_given_a_role_has_its_rights_only(operator: User, role: Role) -> None:
    User.objects.create_superuser("root@umbrella.example", "correct horse", name="Root")
    user = User.objects.get(email="root@umbrella.example")
    user.groups.add(Group.objects.get(name=role.value))  # by an older release

    staff.change_staff(user, name="Root", role=role, by=as_operator(operator))

    user = User.objects.get(pk=user.pk)
    assert not user.is_superuser
    assert user.is_staff == (role == Role.OPERATOR)
    rights = {name.removeprefix("organizations.") for name in user.get_all_permissions()}
    assert rights == set(permissions_of(role))
    assert Event.objects.get(verb="staff:change").data["changed"] == [f"role to {role.label}"]


def test_keeps_an_operator_from_locking_everybody_out(operator: User) -> None:
    with pytest.raises(Rejected):
        staff.change_staff(operator, name="O", role=Role.VIEWER, by=as_operator(operator))
    with pytest.raises(Rejected):
        staff.deactivate_staff(operator, by=as_operator(operator))

    operator.refresh_from_db()
    assert operator.is_active
    assert operator.groups.get().name == "operator"


def test_leaves_a_role_alone_that_is_not_given(operator: User) -> None:
    root = User.objects.create_superuser("root@umbrella.example", "correct horse", name="Root")

    staff.change_staff(root, name="Ruth", role=None, by=as_operator(operator))

    assert (root.name, root.is_superuser, root.role_label) == ("Ruth", True, "Superuser")


def test_keeps_the_last_operator(operator: User) -> None:
    with pytest.raises(Rejected, match="last operator"):
        staff.deactivate_staff(operator, by=SYSTEM)
    with pytest.raises(Rejected, match="last operator"):
        staff.change_staff(operator, name="O", role=Role.MANAGER, by=SYSTEM)

    other = make_user(Role.OPERATOR)
    staff.deactivate_staff(operator, by=SYSTEM)
    with pytest.raises(Rejected, match="last operator"):
        staff.deactivate_staff(other, by=SYSTEM)


def test_invites_nobody_again_who_is_deactivated(db: None) -> None:
    user = invite()
    staff.deactivate_staff(user, by=SYSTEM)

    with pytest.raises(Rejected, match="Reactivate"):
        staff.resend_invitation(user, by=SYSTEM)


def test_signs_out_who_is_barred(support: User, operator: User, desk: Client) -> None:
    assert desk.get("/account/sessions/").status_code == 200

    staff.deactivate_staff(support, by=as_operator(operator))

    assert desk.get("/account/sessions/").status_code == 302
    assert not desk.login(email=support.email, password="correct horse")


def test_lets_in_again(support: User, desk: Client) -> None:
    staff.deactivate_staff(support, by=SYSTEM)

    staff.activate_staff(support, by=SYSTEM)

    assert desk.login(email=support.email, password="correct horse")
    verbs = Event.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["staff:deactivate", "staff:activate"]


def test_takes_lost_second_factors_away(operator: User) -> None:
    colleague = make_user(Role.SUPPORT)
    Authenticator.objects.create(user=colleague, type="totp", data={"secret": "x"})

    signed_in(Client(), colleague)
    staff.reset_second_factors(colleague, by=as_operator(operator))
    staff.reset_second_factors(colleague, by=as_operator(operator))

    assert not Authenticator.objects.exists()
    # Whoever found the device may have found a session too.
    assert not Session.objects.filter(user=colleague).exists()
    assert Event.objects.filter(verb="staff:reset").count() == 1


def test_ends_an_invitation_of_which_no_mail_can_be_made(db: None, mails: Inbox, settings) -> None:
    user = invite()
    settings.DEFAULT_FROM_EMAIL = "Umbrella\nBcc: eve@evil.test <onboarding@umbrella.example>"

    User.objects.update(mail_tries=9)

    staff.send_account_mail(user)

    user.refresh_from_db()
    assert user.mail_due_at is None
    assert mails.messages() == []
