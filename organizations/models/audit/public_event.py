from django.db import models
from django.db.models import Q

from .event import Event


class PublicEvent(models.Model):
    """A line of the audit trail as the company's systems read it: a type, and a place in order.

    `number` is given after the commit (organizations.services.audit.published): whoever has read
    up to one number will never miss a smaller one.
    """

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="public")
    type = models.CharField(max_length=80)
    number = models.BigIntegerField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(number=None), name="public_event_without_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.number or ''}".strip()
