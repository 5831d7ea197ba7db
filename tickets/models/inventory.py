from django.db import models
from django.db.models import TextChoices

from organizations.models import Tenant


class Inventory(models.Model):
    """What the last nightly comparison of one tenant with the portal found.

    A large tenant takes several runs: `place` and `draft` hold how far the present one came.
    """

    class Kind(TextChoices):
        """Each difference is {"kind", "name", "detail"} and, where it is ours, "connection"."""

        CONNECTION_UNKNOWN = "connection_unknown", "Connection in Auth0 that isn't in the portal"
        CONNECTION_MISSING = "connection_missing", "Tickets without a resulting connection"
        ORGANIZATION_UNKNOWN = "organization_unknown", "Organization without a customer"
        DOMAIN_TWICE = "domain_twice", "Domain claimed twice"

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, related_name="inventory")
    taken_at = models.DateTimeField(null=True, blank=True)
    differences = models.JSONField(default=list, blank=True)
    problem = models.TextField(blank=True)

    due_at = models.DateTimeField(db_index=True)
    # "connections" or "organizations" and Auth0's cursor in that list; empty between comparisons.
    place = models.CharField(max_length=500, blank=True)
    draft = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name_plural = "inventories"
        ordering = ["tenant_id"]

    def __str__(self) -> str:
        return f"Inventory of {self.tenant}"
