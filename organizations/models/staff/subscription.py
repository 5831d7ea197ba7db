from django.conf import settings
from django.db import models
from django.db.models import TextChoices

from organizations.models.attention import Attention
from portal.db.encrypted_field import CleanCharField, EncryptedTextField


class Topic(TextChoices):
    """What somebody can be told about; kinds of trouble first, by urgency."""

    SETUP = "setup", "A setup that needs help: tickets, emails, people, approvals"
    ASKED = "asked", "A customer who asked for help"
    DOMAINS = "domains", "Domains: incorrect DNS records, and routing"
    SIGN_INS = "sign_ins", "Sign-ins that fail or stopped"
    ENDING = "ending", "Certificates and tokens that expire soon"
    CHANGED = "changed", "Connections that someone changed in Auth0"
    LIVE = "live", "A connection that went live"
    IN_USE = "in_use", "A connection’s first sign-in"


_REASON = Attention.Reason
TOPIC_OF = {
    _REASON.FAILED: Topic.SETUP,
    _REASON.UNAPPROVED: Topic.SETUP,
    _REASON.BOUNCED: Topic.SETUP,
    _REASON.COLLEAGUE: Topic.SETUP,
    _REASON.STALLED: Topic.SETUP,
    _REASON.DOMAIN_WRONG: Topic.DOMAINS,
    _REASON.UNROUTED: Topic.DOMAINS,
    _REASON.FAILING: Topic.SIGN_INS,
    _REASON.IDLE: Topic.SIGN_INS,
    _REASON.ENDING: Topic.ENDING,
    _REASON.ASKED: Topic.ASKED,
    _REASON.CHANGED: Topic.CHANGED,
}


class Subscription(models.Model):
    """What somebody, or a team's channel, is told, how often, where, and how far that is.

    Written by `organizations.services.notifications` only.
    """

    class Pace(TextChoices):
        AT_ONCE = "at_once", "Right away"
        HOURLY = "hourly", "Once an hour"
        DAILY = "daily", "Once a day, at 8 in the morning"
        NEVER = "never", "Never"

    class Whose(TextChoices):
        MINE = "mine", "My customers, and what’s assigned to me"
        ALL = "all", "All customers"
        UNOWNED = "unowned", "Customers without an owner"

    # None: a team's channel, which has a name.
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="subscription",
    )
    name = CleanCharField(
        max_length=100, blank=True, default="", help_text="As your team knows it, such as #sso."
    )
    # Of the chat service that messages go to, and where there. Empty: they go by email.
    service = models.CharField(max_length=20, blank=True, default="", editable=False)
    address = EncryptedTextField(blank=True, default="", editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    pace = models.CharField("how often", max_length=10, choices=Pace.choices, default=Pace.NEVER)
    topics = models.JSONField(default=list)
    whose = models.CharField(max_length=10, choices=Whose.choices, default=Whose.MINE)
    # In which 8 o'clock is meant, and times are told.
    time_zone = models.CharField(max_length=50, default="UTC")

    # The number of the last event that was told, or was none to tell.
    last_number = models.PositiveBigIntegerField(default=0, editable=False)
    # When a worker looks next. While one does, until when others leave it alone.
    due_at = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    # When messages went out in the last day, oldest first: no more go than the cap lets.
    sent = models.JSONField(default=list, editable=False)
    # Since when nothing gets through, how often it was tried, and what was answered last.
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    failure = models.CharField(max_length=500, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name or f"Notifications of {self.user}"

    @property
    def place(self) -> str:
        """Where messages go, so that nobody can read the secret in the address."""
        return f"{self.service} (…{self.address[-4:]})" if self.service else "Email"
