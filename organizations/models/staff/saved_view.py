from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from portal.db.encrypted_field import CleanCharField


class SavedView(models.Model):
    """A list as somebody wants to see it again: filters and order under a name."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    name = CleanCharField(max_length=60)
    # Which one (portal.web.listing.viewed).
    page = models.CharField(max_length=20, default="customers", db_default="customers")
    # As `FilterForm.query` writes it.
    query = models.TextField()
    shared = models.BooleanField("share with everyone", default=False)

    class Meta:
        ordering = [Lower("name"), "pk"]
        constraints = [
            models.UniqueConstraint(Lower("name"), "user", name="saved_view_name_unique_per_person")
        ]

    def __str__(self) -> str:
        return self.name
