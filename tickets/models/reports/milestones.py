from django.db import models
from django.db.models import TextChoices

from organizations.models import Connection, Customer, Stage, Tenant
from tickets.models.preset import Preset


class Milestone(TextChoices):
    """What a setup reaches on its way; in order, and the last one is where it is over."""

    OPENED = "opened", "Opened"
    CONFIGURED = "configured", "Configured"
    LIVE = "live", "Live"
    IN_USE = "in_use", "In use"

    @property
    def column(self) -> str:
        """The column of `Milestones` with the hours from the invitation to this."""
        return f"{self.value}_hours"


class Milestones(models.Model):
    """When one setup reached what, and what that took: a narrow row, so that reports stay cheap.

    Written as a connection moves, and never computed from the audit trail, which may be pruned.
    There is none for a connection that no one was invited to set up. Hours count from the
    invitation, and each milestone keeps the first time; what the setup took is counted up to the
    first sign-in.
    """

    connection = models.OneToOneField(
        Connection, on_delete=models.CASCADE, related_name="milestones"
    )
    # What reports are grouped by, so that they need no other table.
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="milestones")
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="milestones")
    preset = models.ForeignKey(
        Preset, null=True, blank=True, on_delete=models.SET_NULL, related_name="milestones"
    )
    strategy = models.CharField(max_length=30, blank=True)
    invited_at = models.DateTimeField()
    month = models.DateField()  # the first day of the invitation's, in UTC

    # As the connection has them.
    stage = models.CharField(max_length=20, choices=Stage.choices)
    stage_since = models.DateTimeField()

    opened_hours = models.PositiveIntegerField(null=True, blank=True)
    configured_hours = models.PositiveIntegerField(null=True, blank=True)
    live_hours = models.PositiveIntegerField(null=True, blank=True)
    in_use_hours = models.PositiveIntegerField(null=True, blank=True)

    mails = models.PositiveIntegerField(default=0)
    reminders = models.PositiveIntegerField(default=0)
    follow_ups = models.PositiveIntegerField(default=0)
    acts = models.PositiveIntegerField(default=0)
    last_act_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "milestones"
        ordering = ["-invited_at", "-pk"]
        indexes = [models.Index(fields=["invited_at"], name="milestones_by_invitation")]

    def __str__(self) -> str:
        return f"Milestones of {self.connection}"
