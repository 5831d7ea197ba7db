"""Staff: invited by operators, with one role each, and barred when they leave."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from organizations.errors import Rejected, Taken
from organizations.models import Session, User
from organizations.roles import Role
from organizations.services import audit
from organizations.verbs import Verb
from portal.actor import Actor
from portal.db.changing import change

from .account_mails import want_mail


def invite_staff(*, email: str, name: str, role: Role, by: Actor) -> User:
    """Let a colleague in: they get a mail with a link to set their password.

    Raises Taken when somebody has the address.
    """
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, name=name)
            _give(user, role)
            audit.record(
                Verb.STAFF_INVITE,
                by=by,
                target=f"user:{user.pk}",
                name=user.name,
                email=user.email,
                role=role.label,
            )
            want_mail(user, User.Mail.INVITATION)
    except IntegrityError as error:
        raise Taken(
            "A staff member with this email address already exists.", field="email"
        ) from error
    return user


def resend_invitation(user: User, *, by: Actor) -> None:
    """Mail a new link to set the password; earlier links stay good until one is used.

    Raises Rejected for who is deactivated: they get no mail.
    """
    if not user.is_active:
        raise Rejected(f"{user} is deactivated. Reactivate the account, then resend.")
    with transaction.atomic():
        audit.record(
            Verb.STAFF_INVITE,
            by=by,
            target=f"user:{user.pk}",
            name=user.name,
            email=user.email,
            role=user.role_label,
        )
        want_mail(user, User.Mail.INVITATION)


def change_staff(user: User, *, name: str, role: Role | None, by: Actor) -> None:
    """Change a colleague's name, and role unless None.

    Raises Rejected for one's own operator role, and for the last operator's. Whoever is given a
    role has its rights and no others, even if they were a superuser.
    """
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        changed = []
        if change(row, {"name": name}):
            row.save(update_fields=["name"])
            changed.append("name")
        given = list(row.groups.values_list("name", flat=True))
        if role and (row.is_superuser or given != [role.value]):
            if by.user == row and role != Role.OPERATOR:
                raise Rejected("Ask another operator to change your role.", field="role")
            if role != Role.OPERATOR:
                _keep_an_operator(row)
            _give(row, role)
            changed.append(f"role to {role.label}")
        if changed:
            audit.record(
                Verb.STAFF_CHANGE, by=by, target=f"user:{row.pk}", name=row.name, changed=changed
            )
    user.refresh_from_db()


def deactivate_staff(user: User, *, by: Actor) -> None:
    """Bar a colleague from signing in and sign them out everywhere.

    Raises Rejected for oneself, and for the last operator.
    """
    if by.user == user:
        raise Rejected("Ask another operator to deactivate you.")
    with transaction.atomic():
        _keep_an_operator(user)
        if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
            audit.record(Verb.STAFF_DEACTIVATE, by=by, target=f"user:{user.pk}", name=user.name)
        Session.objects.filter(user=user).delete()
    user.refresh_from_db()


def activate_staff(user: User, *, by: Actor) -> None:
    """Let a colleague sign in again."""
    with transaction.atomic():
        if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
            audit.record(Verb.STAFF_ACTIVATE, by=by, target=f"user:{user.pk}", name=user.name)
    user.refresh_from_db()


def reset_second_factors(user: User, *, by: Actor) -> None:
    """Take away passkeys, codes and apps of a colleague who lost them; they set up new ones.

    Whoever found them may have a session: all of them end.
    """
    with transaction.atomic():
        removed, _ = Authenticator.objects.filter(user=user).delete()
        Session.objects.filter(user=user).delete()
        if removed:
            audit.record(Verb.STAFF_RESET, by=by, target=f"user:{user.pk}", name=user.name)


def _give(user: User, role: Role) -> None:
    user.groups.set([Group.objects.get(name=role.value)])
    # Operators, and only they, use the administration pages.
    user.is_staff = role == Role.OPERATOR
    # A superuser has every right, whatever their groups.
    user.is_superuser = False
    user.save(update_fields=["is_staff", "is_superuser"])


def _keep_an_operator(user: User) -> None:
    """Refuse to take the last active operator away; in the transaction that would."""
    # Locked, so that two operators can't take each other away at once.
    able = User.objects.select_for_update().filter(is_active=True, is_staff=True).order_by("pk")
    if [one.pk for one in able] == [user.pk]:
        raise Rejected(f"{user} is the last operator. Make someone else an operator first.")
