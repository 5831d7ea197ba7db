from django.db import models
from django.db.models import Q, TextChoices
from django.urls import reverse


class Stage(TextChoices):
    """Where a connection stands on its way from planned to in use (derived, see stages.py)."""

    PLANNED = "planned", "Planned"
    INVITED = "invited", "Invited"
    OPENED = "opened", "Opened"
    CONFIGURED = "configured", "Configured"
    DOMAIN_PENDING = "domain_pending", "Domain pending"
    DOMAIN_VERIFIED = "domain_verified", "Domain verified"
    LIVE = "live", "Live"
    IN_USE = "in_use", "In use"
    DISABLED = "disabled", "Disabled"
    GONE = "gone", "Deleted"


class Verification(TextChoices):
    """Auth0's `domain_aliases_config.domain_verification`."""

    NONE = "none", "None"
    OPTIONAL = "optional", "Optional"
    REQUIRED = "required", "Required"


class Connection(models.Model):
    """One enterprise connection of a customer.

    It exists here from the moment it is planned, under a name we choose, and mirrors Auth0's
    connection once the customer has created it. The name is what joins it to tenant logs.
    """

    class Origin(TextChoices):
        TICKET = "ticket", "Set up by the customer"
        ADOPTED = "adopted", "Imported from Auth0"
        DIRECT = "direct", "Created by staff"

    tenant = models.ForeignKey("Tenant", on_delete=models.PROTECT, related_name="connections")
    customer = models.ForeignKey("Customer", on_delete=models.CASCADE, related_name="connections")
    organization = models.ForeignKey(
        "Organization",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="connections",
    )
    name = models.CharField(max_length=128)
    display_name = models.CharField(max_length=128, blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.TICKET)
    auth0_id = models.CharField("connection ID", max_length=50, blank=True)
    strategy = models.CharField(max_length=30, blank=True)
    created_at = models.DateTimeField(editable=False)

    # What was asked for; "live" means that Auth0 shows all of it.
    wanted_clients = models.JSONField(default=list, blank=True)
    # Besides `organization`, which is the customer's own.
    more_organizations = models.BooleanField(default=False, editable=False)
    verification = models.CharField(
        max_length=10, choices=Verification.choices, default=Verification.NONE
    )

    # Where it stands.
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.PLANNED)
    stage_since = models.DateTimeField(editable=False)
    live_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Since when it serves people without a break; in use or not yet makes no difference.
    serving_since = models.DateTimeField(null=True, blank=True, editable=False)

    # What Auth0 showed at the last reconcile. Never `options`: they hold the customer's secrets.
    clients = models.JSONField(default=list, blank=True, editable=False)
    organization_enabled = models.BooleanField(default=False, editable=False)
    options_visible = models.BooleanField(default=True, editable=False)
    # From its options: the domains that lead to it, and a digest that tells when the rest changed.
    domain_aliases = models.JSONField(default=list, blank=True, editable=False)
    options_digest = models.CharField(max_length=64, blank=True, editable=False)
    certificate_expires_at = models.DateTimeField(null=True, blank=True, editable=False)
    scim_token_expires_at = models.DateTimeField(null=True, blank=True, editable=False)

    # What Auth0 does not show: entered by staff, or by the customer.
    client_secret_expires_at = models.DateTimeField(null=True, blank=True, editable=False)

    # Who was at it last: a person, here or in Auth0's assistant; and the portal, at Auth0.
    touched_at = models.DateTimeField(null=True, blank=True, editable=False)
    portal_changed_at = models.DateTimeField(null=True, blank=True, editable=False)

    # What Auth0's log told of the assistant that Auth0 shows nowhere else.
    assistant_created_at = models.DateTimeField(null=True, blank=True, editable=False)
    domain_added_at = models.DateTimeField(null=True, blank=True, editable=False)
    domain_proven_at = models.DateTimeField(null=True, blank=True, editable=False)
    assistant_enabled_at = models.DateTimeField(null=True, blank=True, editable=False)
    assistant_finished_at = models.DateTimeField(null=True, blank=True, editable=False)
    verifications_logged = models.PositiveIntegerField(default=0, editable=False)

    # Sign-ins through the product's applications, as the tenant's log told; from when on it is
    # still to be read for this connection, and when that is due.
    first_sign_in_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_sign_in_at = models.DateTimeField(null=True, blank=True, editable=False)
    sign_ins_read_to = models.DateTimeField(null=True, blank=True, editable=False)
    sign_ins_due_at = models.DateTimeField(null=True, blank=True, editable=False)

    # The notices of what ends (`Ending.key`) that were given.
    expiries_noted = models.JSONField(default=list, blank=True, editable=False)

    # When it was last reconciled with Auth0, and when it is due.
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    check_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    check_error = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "name"], name="connection_name_unique_per_tenant"
            ),
            models.UniqueConstraint(
                fields=["tenant", "auth0_id"],
                condition=~Q(auth0_id=""),
                name="connection_id_unique_per_tenant",
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "stage_since"], name="connection_by_stage"),
            models.Index(fields=["stage_since"], name="connection_by_move"),
            models.Index(fields=["check_due_at"], name="connection_by_check"),
            models.Index(
                fields=["tenant", "stage", "sign_ins_due_at"], name="connection_by_sign_ins"
            ),
            models.Index(fields=["auth0_id"], name="connection_by_auth0_id"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("connection", args=[self.pk])

    @property
    def shows_pending(self) -> bool:
        """Whether Auth0 shows its pending domains: only those of exactly one organization."""
        return self.organization_id is not None and not self.more_organizations
