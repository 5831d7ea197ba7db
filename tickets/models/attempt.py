from django.db import models
from django.db.models import TextChoices

from .ticket import Ticket


class Attempt(models.Model):
    """One call to Auth0 for a ticket, written before the call and closed after it.

    Tickets can be neither listed nor read back: an attempt that stays open, or whose answer was
    lost, may have made an Auth0 ticket that nobody holds.
    """

    class Outcome(TextChoices):
        UNKNOWN = "unknown", "Unknown"
        ISSUED = "issued", "Issued"
        UNUSED = "unused", "Issued, but no longer needed"
        REFUSED = "refused", "Refused"
        UNAVAILABLE = "unavailable", "Auth0 wasn't available"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="attempts")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.UNKNOWN)
    detail = models.TextField(blank=True)
    request_id = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"Attempt at ticket {self.ticket_id}: {self.get_outcome_display()}"
