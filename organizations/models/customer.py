from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from portal.db.encrypted_field import CleanCharField


class Customer(models.Model):
    """A company that buys the product."""

    name = CleanCharField(max_length=200)
    external_id = CleanCharField(
        "external ID",
        max_length=100,
        blank=True,
        help_text="The customer's ID in your CRM or billing system.",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="customers",
        help_text="The colleague responsible for this customer.",
    )
    time_zone = models.CharField(max_length=50, blank=True, default="")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)
    # Since when nobody there is mailed what they didn't ask for, until staff say so.
    reminders_paused_at = models.DateTimeField(null=True, blank=True, editable=False)

    # The customer that everything of theirs went to, and which rows did: the way back.
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="merged",
    )
    merged_at = models.DateTimeField(null=True, blank=True, editable=False)
    merged_rows = models.JSONField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~Q(external_id=""),
                name="customer_external_id_unique",
                violation_error_message="Another customer has this external ID.",
            )
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="customer_by_name"),
            models.Index(fields=["-updated_at", "-id"], name="customer_by_update"),
            models.Index(
                fields=["name", "id"],
                condition=Q(archived_at__isnull=False),
                name="customer_archived_by_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("customer", args=[self.pk])
