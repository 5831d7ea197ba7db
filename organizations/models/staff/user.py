from typing import Any

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import TextChoices

from organizations.roles import Role
from portal.db.encrypted_field import CleanCharField, EmailAddressField
from portal.text.addresses import canonical_address, readable

# By the type of allauth's row.
_SECOND_FACTORS = {"webauthn": "Passkey", "totp": "Authenticator app"}


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        from allauth.account.models import EmailAddress  # needs this model

        user = self.model(email=canonical_address(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        # The invitation goes to the address, so that whoever can sign in has it. Of an address not
        # known to be theirs, allauth would wipe the password at the first sign-in by company SSO.
        EmailAddress.objects.using(self._db).create(
            user=user, email=user.email, verified=True, primary=True
        )
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A member of the company's staff; signs in with their e-mail address."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = EmailAddressField("email address", unique=True)
    name = CleanCharField(max_length=150, help_text="Shown to customers in emails.")
    time_zone = models.CharField(
        max_length=50,
        blank=True,
        help_text="For example Europe/Berlin. Leave empty to use your browser's.",
    )

    class Mail(TextChoices):
        """Which mail; its templates have the same name."""

        INVITATION = "staff_invitation", "Invitation"
        PASSWORD = "staff_password", "New password"

    # What a worker is to mail them, and when it is to be tried next.
    mail_wanted = models.CharField(
        max_length=20, choices=Mail.choices, blank=True, default="", editable=False
    )
    mail_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    mail_tries = models.PositiveSmallIntegerField(default=0, editable=False)

    # Where Django keeps what was given to one person alone: never anything, as roles give all. It
    # would ask for it at every request.
    _user_perm_cache: frozenset[str] = frozenset()
    # Of allauth, which declares no types.
    authenticator_set: Any

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()  # type: ignore[assignment,misc]

    def __str__(self) -> str:
        return self.name or readable(self.email)

    @property
    def state(self) -> str:
        """Whether they are "invited" and never signed in, "active", or "deactivated"."""
        if not self.is_active:
            return "deactivated"
        return "active" if self.last_login else "invited"

    @property
    def role_label(self) -> str:
        """What they may do, in a word; a superuser has every right, whatever their groups."""
        if self.is_superuser:
            return "Superuser"
        return ", ".join(Role(group.name).label for group in self.groups.all()) or "None"

    @property
    def second_factors(self) -> list[str]:
        """What they show beside the password, each kind once. Recovery codes alone are none."""
        kinds = {one.type for one in self.authenticator_set.all()}
        return [label for kind, label in _SECOND_FACTORS.items() if kind in kinds]

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)
