from django.conf import settings
from django.db import models
from django.db.models import Q, TextChoices

from portal.db.encrypted_field import CleanCharField


class Attention(models.Model):
    """Something about a connection that needs a person, until somebody resolved it."""

    class Reason(TextChoices):
        """In order of urgency."""

        FAILED = "failed", "The ticket couldn't be issued"
        UNAPPROVED = "unapproved", "Pre-verified domains need approval"
        BOUNCED = "bounced", "The email bounced"
        COLLEAGUE = "colleague", "The customer named a colleague"
        DOMAIN_WRONG = "domain_wrong", "The DNS record is incorrect"
        FAILING = "failing", "Sign-ins fail"
        STALLED = "stalled", "Stalled"
        UNROUTED = "unrouted", "A verified domain isn't routed to this connection"
        ENDING = "ending", "Expiring soon"
        ASKED = "asked", "The customer asked for help"
        IDLE = "idle", "Not used for 30 days"
        CHANGED = "changed", "Changed in Auth0"

    customer = models.ForeignKey("Customer", on_delete=models.CASCADE, related_name="attentions")
    connection = models.ForeignKey(
        "Connection", null=True, blank=True, on_delete=models.CASCADE, related_name="attentions"
    )
    reason = models.CharField(max_length=20, choices=Reason.choices)
    detail = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    since = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # What a person who resolved it gave as the reason; empty where what it asked for was done.
    resolution = CleanCharField(max_length=200, blank=True, default="", db_default="")
    # Without one it belongs to the owner of the customer.
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "reason"],
                condition=Q(resolved_at=None),
                name="attention_once_per_reason",
            )
        ]
        indexes = [
            models.Index(
                fields=["-since"], condition=Q(resolved_at=None), name="attention_open_by_age"
            ),
            models.Index(
                fields=["-resolved_at", "-id"],
                condition=Q(resolved_at__isnull=False),
                name="attention_by_resolution",
            ),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()
