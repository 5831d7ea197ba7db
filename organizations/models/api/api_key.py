from django.conf import settings
from django.db import models

from portal import clock
from portal.db.encrypted_field import CleanCharField


class ApiKey(models.Model):
    """A key by which a system of the company's calls the API. Only its digest is stored."""

    name = CleanCharField(
        max_length=100, help_text="The system that uses the key. Shown in the audit log."
    )
    # The beginning of the key, to tell one from another; and SHA-256 of all of it.
    prefix = models.CharField(max_length=11, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=list)
    tenant = models.ForeignKey(
        "Tenant",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="api_keys",
        help_text="The key can't see anything in other tenants.",
    )
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    # Not more exact than a minute.
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    replaced_by = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="replaces",
    )

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def works(self) -> bool:
        """Whether the API takes it at this moment."""
        return not self.revoked_at and not (self.expires_at and self.expires_at <= clock.now())
