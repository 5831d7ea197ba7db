from django.conf import settings
from django.db import models
from django.db.models import Q, TextChoices


class Attention(models.Model):
    """Something about a connection that needs a person, until somebody resolved it."""

    class Reason(TextChoices):
        """In order of urgency."""

        FAILED = "failed", "The ticket could not be issued"
        UNCONFIRMED = "unconfirmed", "Pre-verified domains wait for a second person"
        BOUNCED = "bounced", "The mail bounced"
        COLLEAGUE = "colleague", "The customer names a colleague"
        DOMAIN_WRONG = "domain_wrong", "The DNS record is wrong"
        STALLED = "stalled", "Stalled"
        UNROUTED = "unrouted", "A verified domain does not lead here"
        ENDING = "ending", "Ending soon"
        ASKED = "asked", "The customer asked for help"
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
            )
        ]

    def __str__(self) -> str:
        return self.get_reason_display()
