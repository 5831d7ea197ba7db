from django.db import models
from django.db.models import Q, TextChoices

from organizations.models import Contact, Customer
from tickets.models.ticket import Ticket

from .job import Job


class JobRow(models.Model):
    """One customer of a job: what is to be done for them, and what became of it.

    new → ready, or asks (for a choice), or wrong (something has to be corrected), or left out;
    ready → done or failed, of a ticket by way of issuing; ready → cancelled.
    """

    class State(TextChoices):
        NEW = "new", "Not checked"
        ASKS = "asks", "Needs a selection"
        WRONG = "wrong", "Has errors"
        READY = "ready", "Ready"
        LEFT_OUT = "left_out", "Skipped"
        ISSUING = "issuing", "In progress"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Canceled"

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="rows")
    # Of a file: its line, as a spreadsheet counts.
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)

    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Linked in the transaction that asks for it, so that no row ever has two.
    ticket = models.ForeignKey(
        Ticket, null=True, blank=True, on_delete=models.SET_NULL, related_name="job_rows"
    )

    # Of a file, until the row is done: field → text.
    cells = models.JSONField(default=dict, blank=True)
    # field → what is wrong with its cell
    errors = models.JSONField(default=dict, blank=True)
    # Each {"value", "label"} and, of a proposal, "why"; `choice` is the value of one of them.
    choices = models.JSONField(default=list, blank=True)
    choice = models.CharField(max_length=50, blank=True)
    # Of a ticket whose customer has no organization: the one that they are mapped to first, or NEW,
    # and what it is called.
    organization = models.CharField(max_length=50, blank=True, default="", db_default="")
    organization_name = models.CharField(max_length=255, blank=True, default="", db_default="")
    warnings = models.JSONField(default=list, blank=True)
    problem = models.TextField(blank=True)
    remedy = models.TextField(blank=True)

    # One worker at a time has it; a dead worker's claim lapses.
    claimed_until = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    attempts_made = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="job_row_by_number"),
            models.UniqueConstraint(fields=["job", "customer"], name="customer_once_per_job"),
            models.CheckConstraint(
                condition=~Q(state="ready", choice=""), name="ready_row_knows_what"
            ),
        ]
        indexes = [
            models.Index(fields=["job", "state", "number"], name="job_row_by_state"),
            models.Index(fields=["job", "settled_at"], name="job_row_by_settling"),
        ]

    def __str__(self) -> str:
        return f"Row {self.number} of job {self.job_id}"

    @property
    def name(self) -> str:
        """Who it is about, as the reader knows them."""
        if self.customer:
            return self.customer.name
        return self.cells.get("name") or self.cells.get("external_id") or f"Row {self.number}"
