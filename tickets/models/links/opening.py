from django.db import models
from django.db.models import TextChoices

from tickets.models.ticket import Ticket

from .link import Link


class Opening(models.Model):
    """One opening of a ticket at Auth0: seen by our landing page, the tenant logs, or both."""

    class Source(TextChoices):
        LANDING = "landing", "Landing page"
        LOG = "log", "Tenant log"
        BOTH = "both", "Landing page and tenant log"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="openings")
    # Whose link it was; the tenant logs don't tell.
    link = models.ForeignKey(
        Link, null=True, blank=True, on_delete=models.SET_NULL, related_name="openings"
    )
    at = models.DateTimeField()
    source = models.CharField(max_length=8, choices=Source.choices)
    ip = models.CharField("IP address", max_length=45, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    log_id = models.CharField(
        max_length=64, null=True, blank=True, unique=True
    )  # NULL: most have none

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"Opening of ticket {self.ticket_id} at {self.at:%Y-%m-%d %H:%M}"
