from django.db import models
from django.db.models import TextChoices

from portal.db.encrypted_field import CleanCharField, CleanTextField


class OwnFailure(models.Model):
    """A text of the company's own, such as of an Action that denies access, and what it means.

    Customers read title and remedy. `translations`: both by language, {"de": {"title": "…"}}.
    """

    class Owner(TextChoices):
        """As organizations.failures.Owner has them."""

        IDP_ADMIN = "idp_admin", "The customer's identity provider administrator"
        STAFF = "staff", "Us, in Auth0"
        PERSON = "person", "The person who signs in"
        DEVELOPERS = "developers", "The product's developers"

    fragment = CleanCharField(max_length=200, unique=True)
    owner = models.CharField(max_length=20, choices=Owner.choices)
    title = CleanCharField(max_length=100)
    remedy = CleanTextField(max_length=1000)
    translations = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["fragment"]

    def __str__(self) -> str:
        return self.fragment
