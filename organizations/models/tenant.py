import uuid

from django.db import models
from django.db.models import TextChoices
from django.urls import reverse

from portal.fields import EncryptedTextField


class Tenant(models.Model):
    """An Auth0 tenant that the portal manages."""

    class Environment(TextChoices):
        PRODUCTION = "production", "Production"
        STAGING = "staging", "Staging"

    class Plan(TextChoices):
        FREE = "free", "Free"
        ESSENTIALS = "essentials", "Essentials or Professional"
        ENTERPRISE = "enterprise", "Enterprise, production"
        ENTERPRISE_STAGING = "enterprise-staging", "Enterprise, not production"
        UNLIMITED = "unlimited", "No limits known"

    class Authentication(TextChoices):
        CLIENT_SECRET = "client_secret", "Client secret"
        PRIVATE_KEY_JWT = "private_key_jwt", "Private key (private_key_jwt)"

    name = models.CharField(max_length=100, unique=True)
    domain = models.CharField(
        max_length=255,
        unique=True,
        help_text="The canonical domain, for example acme.eu.auth0.com, not a custom domain.",
    )
    base_url = models.URLField(
        blank=True,
        help_text="Only if the API is not at https:// and the domain, for example a local sandbox.",
    )
    audience = models.CharField(
        max_length=255, blank=True, help_text="Empty: the base URL and /api/v2/, as Auth0 has it."
    )
    environment = models.CharField(
        max_length=20, choices=Environment.choices, default=Environment.PRODUCTION
    )
    plan = models.CharField(max_length=20, choices=Plan.choices, default=Plan.ESSENTIALS)
    authentication = models.CharField(
        max_length=20, choices=Authentication.choices, default=Authentication.CLIENT_SECRET
    )
    client_id = models.CharField("client ID", max_length=255)
    client_secret = EncryptedTextField(blank=True)
    private_key = EncryptedTextField(blank=True)
    key_id = models.CharField("key ID", max_length=255, blank=True)
    custom_domain = models.CharField(
        max_length=255, blank=True, help_text="Host of new tickets' addresses, if not the domain."
    )
    confirm_preverified = models.BooleanField(
        "second person confirms pre-verified domains",
        default=False,
        help_text="A typo there routes another company's logins.",
    )
    active = models.BooleanField(default=True)

    # What the last check found.
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    check_error = models.TextField(blank=True, editable=False)
    missing_scopes = models.JSONField(default=list, blank=True, editable=False)

    # Tenant logs: where polling stands, and how the log stream webhook is recognised.
    log_position = models.CharField(max_length=64, blank=True, editable=False)
    logs_polled_at = models.DateTimeField(null=True, blank=True, editable=False)
    hook_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hook_token = EncryptedTextField(blank=True, editable=False)
    log_stream_id = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organizations:tenant", args=[self.pk])

    @property
    def api_url(self) -> str:
        """Where the tenant's API answers, without a trailing slash."""
        return (self.base_url or f"https://{self.domain}").rstrip("/")

    @property
    def api_audience(self) -> str:
        """The audience of Management API tokens; the trailing slash matters to Auth0."""
        return self.audience or f"{self.api_url}/api/v2/"
