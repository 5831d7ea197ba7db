from django.conf import settings
from django.db import models
from django.db.models import TextChoices
from django.urls import reverse

from portal.db.encrypted_field import CleanCharField, EncryptedTextField
from portal.text.masked_urls import masked


class WebhookEndpoint(models.Model):
    """Where a system of the company's wants to be told what happens, and how far that is.

    Written by `organizations.services.webhooks` only.
    """

    class Payload(TextChoices):
        THIN = "thin", "Thin: IDs only; the receiver gets the rest from the API"
        FULL = "full", "Full: the same as in the API's list of events"

    name = CleanCharField(max_length=100, help_text="The system that receives the events.")
    # As it is shown: what may be a secret in it is masked.
    url = CleanCharField("address", max_length=500)
    full_url = EncryptedTextField(null=True, blank=True, editable=False)
    # "ticket.issued", or "ticket.*" for every type of a kind.
    types = models.JSONField(default=list)
    payload = models.CharField(max_length=10, choices=Payload.choices, default=Payload.THIN)
    tenant = models.ForeignKey(
        "Tenant",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Events of other tenants aren't sent.",
    )
    secret = EncryptedTextField(editable=False)
    # The one before it signs as well, until then.
    old_secret = EncryptedTextField(blank=True, editable=False)
    old_secret_until = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    active = models.BooleanField(default=True, editable=False)
    # Why the portal switched it off; empty if a person did.
    disabled_reason = models.CharField(max_length=300, blank=True, editable=False)
    # The number of the last event that has its delivery, if it is one to be told.
    last_number = models.PositiveBigIntegerField(default=0, editable=False)
    # Since when nothing succeeded, how often in a row, and until when nothing is tried.
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    paused_until = models.DateTimeField(null=True, blank=True, editable=False)
    # While a worker delivers; a dead worker's claim lapses.
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    # When operators are to be told that it was switched off.
    word_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    word_tries = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organizations:webhook", args=[self.pk])

    @property
    def target(self) -> str:
        """Where requests go."""
        full = self.full_url or ""
        # Of a version that knows no `full_url`, `url` is newer.
        return full if masked(full) == self.url else self.url

    @property
    def state(self) -> str:
        """Its name in `portal.web.design.badges`: ok, failing or disabled."""
        if not self.active:
            return "disabled"
        return "failing" if self.failing_since else "ok"
