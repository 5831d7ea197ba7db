from django.db import models
from django.db.models import Q, TextChoices

from organizations.models.audit import PublicEvent

from .webhook_endpoint import WebhookEndpoint


class WebhookDelivery(models.Model):
    """One event for one endpoint, and what became of it.

    What is sent is made of the event each time, so that nobody is kept here who was erased there.
    """

    class State(TextChoices):
        PENDING = "pending", "Pending"
        DELIVERED = "delivered", "Delivered"
        FAILED = "failed", "Failed"

    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries"
    )
    # None for a test, and once the event was deleted for its age.
    event = models.ForeignKey(PublicEvent, null=True, on_delete=models.SET_NULL, related_name="+")
    type = models.CharField(max_length=80)
    number = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    due_at = models.DateTimeField(null=True)
    # Since it was wanted last: one that is sent again begins anew.
    tries = models.PositiveSmallIntegerField(default=0)
    # The latest attempts, oldest first: at, status, answer, error, milliseconds.
    attempts = models.JSONField(default=list)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "webhook deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint", "number"],
                condition=~Q(number=None),
                name="webhook_delivery_once_per_event",
            )
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "due_at"],
                condition=Q(state="pending"),
                name="webhook_delivery_due",
            ),
            models.Index(fields=["endpoint", "state", "-id"], name="webhook_delivery_by_state"),
            models.Index(fields=["created_at"], name="webhook_delivery_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.number or ''}".strip()
