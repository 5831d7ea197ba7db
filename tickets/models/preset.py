from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, TextChoices
from django.urls import reverse

from organizations.models import Tenant
from portal.db.encrypted_field import CleanCharField

from .policy import Policy


class Confirmation(TextChoices):
    """What a person does on the landing page before they are led on to Auth0."""

    NOTHING = "nothing", "None, one button"
    ADDRESS = "address", "Enter the invited email address"
    CODE = "code", "Enter a code sent by email"


PROTECTS = (
    "Anyone who has the email has its link. One button stops mail filters that only "
    "follow links. Entering the email address also stops filters that click buttons, but "
    "not one that enters the address it delivers to, and not a person who knows whom you "
    "invited. With a code sent by email, only someone who can read that mailbox can "
    "continue: a forwarded or leaked link isn't enough."
)


class Preset(Policy):
    """Saved ticket settings on top of one of Auth0's self-service profiles."""

    name = CleanCharField(max_length=100, unique=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="presets")
    profile_id = models.CharField("self-service profile", max_length=50)
    profile_name = models.CharField(max_length=100, blank=True, editable=False)
    is_default = models.BooleanField("default of its tenant", default=False)

    # The body of POST …/sso-ticket without what a customer adds (name, organization, domains).
    settings = models.JSONField(default=dict, blank=True)
    connection_name = CleanCharField(
        "connection name",
        max_length=100,
        default="{customer}-sso",
        help_text="{customer} is the customer's name, {id} their external ID.",
    )
    custom_domain = models.CharField(max_length=255, blank=True)
    link_days = models.PositiveSmallIntegerField(
        "link valid for (days)",
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )
    confirmation = models.CharField(
        max_length=10,
        choices=Confirmation.choices,
        default=Confirmation.CODE,
        help_text=PROTECTS,
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant"], condition=Q(is_default=True), name="one_default_preset_a_tenant"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def needs_organization(self) -> bool:
        """Whether its tickets enable the connection for the customer's organization."""
        wanted = ("enabled_organizations", "use_for_organization_discovery")
        return any(self.settings.get(name) for name in wanted)

    def get_absolute_url(self) -> str:
        return reverse("tickets:preset", args=[self.pk])
