from django.conf import settings
from django.db import models
from django.db.models import TextChoices
from django.urls import reverse

from organizations.models import ApiKey, Tenant
from tickets.models.preset import Preset


class Job(models.Model):
    """One thing to be done for many customers, row by row; workers do the rows.

    uploaded → checking ⇄ ready → running ⇄ paused → finished, and from each of them to cancelled.
    Nothing is done for anybody before it runs.
    """

    class Kind(TextChoices):
        MAP = "map", "Map to organizations"
        ISSUE = "issue", "Issue tickets"

    class State(TextChoices):
        UPLOADED = "uploaded", "Matching columns"
        CHECKING = "checking", "Checking"
        READY = "ready", "Ready to start"
        RUNNING = "running", "Running"
        PAUSED = "paused", "Paused"
        FINISHED = "finished", "Finished"
        CANCELLED = "cancelled", "Canceled"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="jobs")
    preset = models.ForeignKey(
        Preset, null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs"
    )

    # An uploaded file: its name; until its columns are matched its header, and a pair for each
    # line: its number as a spreadsheet counts, its cells.
    file_name = models.CharField(max_length=200, blank=True)
    header = models.JSONField(default=list, blank=True)
    lines = models.JSONField(default=list, blank=True, editable=False)
    # Nobody has said yet in which encoding they are: text is kept as its bytes.
    encoding_unclear = models.BooleanField(default=False, editable=False)
    # Whether customers who are not here are created.
    makes_customers = models.BooleanField(default=False)
    # Whether customers without an organization are mapped before they get a ticket that needs one.
    maps_customers = models.BooleanField(default=False, db_default=False)

    size = models.PositiveIntegerField()
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # In whose name its rows are done, and since when without a pause.
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    started_key = models.ForeignKey(
        ApiKey, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state"], name="job_by_state")]

    def __str__(self) -> str:
        return f"Job {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("tickets:job", args=[self.pk])

    @property
    def scopes(self) -> list[str]:
        """What an API key needs that starts it, and still while it runs."""
        needs = {
            "customers:write": self.makes_customers,
            "organizations:write": self.kind == self.Kind.MAP or self.maps_customers,
            "tickets:write": self.kind == self.Kind.ISSUE,
        }
        return ["jobs:write", *(scope for scope, needed in needs.items() if needed)]

    @property
    def permission(self) -> str:
        """What somebody needs who makes, starts or stops it."""
        return "map_organizations" if self.kind == self.Kind.MAP else "issue_tickets"

    @property
    def permissions(self) -> list[str]:
        """What its starter still needs while it runs."""
        maps = ["map_organizations"] if self.maps_customers else []
        return [self.permission, *maps]
