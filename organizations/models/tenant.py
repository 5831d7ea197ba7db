import uuid

from django.db import models
from django.db.models import TextChoices
from django.urls import reverse

from portal.db.encrypted_field import CleanCharField, EncryptedTextField


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

    # Where, and for whom, the portal shows the secrets.
    ADDRESS = ("domain", "base_url", "audience")
    SECRETS = ("client_secret", "private_key")

    name = CleanCharField(max_length=100, unique=True)
    domain = CleanCharField(
        max_length=255,
        unique=True,
        help_text="The canonical domain, for example acme.eu.auth0.com, not a custom domain.",
    )
    base_url = models.URLField(
        blank=True,
        help_text="Only if the API isn't at https:// plus the domain, for example for a local "
        "sandbox.",
    )
    audience = CleanCharField(
        max_length=255,
        blank=True,
        help_text="Leave empty for Auth0's default: the base URL plus /api/v2/.",
    )
    environment = models.CharField(
        max_length=20, choices=Environment.choices, default=Environment.PRODUCTION
    )
    plan = models.CharField(max_length=20, choices=Plan.choices, default=Plan.ESSENTIALS)
    authentication = models.CharField(
        max_length=20, choices=Authentication.choices, default=Authentication.CLIENT_SECRET
    )
    client_id = CleanCharField("client ID", max_length=255)
    client_secret = EncryptedTextField(blank=True)
    private_key = EncryptedTextField(blank=True)
    key_id = CleanCharField("key ID", max_length=255, blank=True)
    custom_domain = CleanCharField(
        max_length=255, blank=True, help_text="Host of new tickets' URLs, if it isn't the domain."
    )
    approve_preverified = models.BooleanField(
        "require a second person for pre-verified domains",
        default=False,
        help_text="A typo there routes another company's logins.",
    )
    sign_in_url = models.URLField(
        "sign-in page",
        blank=True,
        default="",
        db_default="",
        help_text="Where people start to sign in to your product. Customers see it when they test.",
    )
    # As organizations.services.tenants.return_urls reads them.
    return_urls = models.JSONField(default=list, blank=True)
    active = models.BooleanField(default=True)

    # What the last check found.
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    check_error = models.TextField(blank=True, editable=False)
    missing_scopes = models.JSONField(default=list, blank=True, editable=False)

    # Tenant logs: where polling stands, and how the log stream webhook is recognised.
    log_position = models.CharField(max_length=64, blank=True, editable=False)
    logs_polled_at = models.DateTimeField(null=True, blank=True, editable=False)
    # From when on failed sign-ins are still to be read, and when that is due.
    failures_read_to = models.DateTimeField(null=True, blank=True, editable=False)
    failures_due_at = models.DateTimeField(null=True, blank=True, editable=False)
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
