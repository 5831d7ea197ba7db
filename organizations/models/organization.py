from django.db import models
from django.db.models import Q, TextChoices


class Organization(models.Model):
    """The Auth0 organization a customer is mapped to, one per tenant."""

    class State(TextChoices):
        MAPPED = "mapped", "Mapped"
        RENAMED = "renamed", "Renamed in Auth0"
        GONE = "gone", "Deleted in Auth0"

    tenant = models.ForeignKey("Tenant", on_delete=models.PROTECT, related_name="organizations")
    customer = models.ForeignKey("Customer", on_delete=models.CASCADE, related_name="organizations")
    auth0_id = models.CharField("organization ID", max_length=50)
    name = models.CharField(max_length=50, help_text="Auth0's name, used in URLs.")
    display_name = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.MAPPED)
    previous_name = models.CharField(
        max_length=50, blank=True, help_text="The name it had before it was renamed in Auth0."
    )
    mapped_at = models.DateTimeField(editable=False)
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["tenant_id", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "auth0_id"], name="organization_serves_one_customer"
            ),
            models.UniqueConstraint(
                fields=["tenant", "customer"], name="customer_has_one_organization_per_tenant"
            ),
        ]
        indexes = [
            models.Index(fields=["auth0_id"], name="organization_by_auth0_id"),
            models.Index(
                fields=["id"], condition=~Q(state="mapped"), name="organization_that_changed"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.name
