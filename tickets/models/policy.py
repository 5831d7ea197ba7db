from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import TextChoices

from organizations.models import Connection


class FollowUp(TextChoices):
    """What the portal does when a pending domain can be verified."""

    EDIT_TICKET = "edit_ticket", "Send an edit ticket"
    ENABLE = "enable", "Enable the connection automatically"
    NOTHING = "nothing", "Leave it to staff"


def _between(least: int, most: int) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(least), MaxValueValidator(most)]


class Policy(models.Model):
    """How a connection's automation runs: what is mailed when, and when that stops."""

    follow_up = models.CharField(
        "when a pending domain can be verified",
        max_length=12,
        choices=FollowUp.choices,
        default=FollowUp.EDIT_TICKET,
    )
    record_hours = models.PositiveSmallIntegerField(
        "email about an incorrect DNS record after (hours)", default=48, validators=_between(1, 720)
    )
    most_follow_ups = models.PositiveSmallIntegerField(
        "follow-ups before staff are notified", default=3, validators=_between(0, 10)
    )
    reminds = models.BooleanField("remind the recipient", default=True)
    unopened_days = models.PositiveSmallIntegerField(
        "remind about an unopened link after (days)", default=2, validators=_between(1, 30)
    )
    most_reminders = models.PositiveSmallIntegerField(
        "reminders per link", default=4, validators=_between(1, 10)
    )
    unused_days = models.PositiveSmallIntegerField(
        "remind when no one has signed in after (days)",
        default=7,
        db_default=7,
        validators=_between(0, 30),
        help_text="Counted from when the connection went live. 0 sends no such reminder.",
    )
    mails_first_sign_in = models.BooleanField(
        "email when the first person has signed in", default=False, db_default=False
    )
    mails_failing = models.BooleanField(
        "email when no one can sign in",
        default=True,
        db_default=True,
        help_text="Once per cause that the customer can fix, with the remedy and an edit link, and "
        "when sign-ins work. At most as many in 30 days as reminders per link.",
    )
    # Hours of the customer's day; the same twice: none.
    quiet_from = models.PositiveSmallIntegerField(
        "no reminders from (hour)", default=20, validators=_between(0, 23)
    )
    quiet_until = models.PositiveSmallIntegerField(
        "no reminders until (hour)", default=8, validators=_between(0, 23)
    )

    class Meta:
        abstract = True


RULES = tuple(field.name for field in Policy._meta.local_fields)


class ConnectionPolicy(Policy):
    """Rules of one connection, in the place of its preset's."""

    connection = models.OneToOneField(Connection, on_delete=models.CASCADE, related_name="policy")

    class Meta:
        verbose_name_plural = "connection policies"
        ordering = ["connection_id"]

    def __str__(self) -> str:
        return f"Policy of {self.connection}"
