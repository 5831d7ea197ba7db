from django.db import models

from portal.db.encrypted_field import CleanCharField, EmailAddressField
from portal.text.addresses import readable

from .link import Link


class Nomination(models.Model):
    """Whom the recipient of a link named, in their place or beside them, while staff decide."""

    link = models.OneToOneField(Link, on_delete=models.CASCADE, related_name="nomination")
    name = CleanCharField(max_length=150)
    email = EmailAddressField("email address")
    # The link of whoever named them stays as good as it is.
    keeps = models.BooleanField(default=False, db_default=False, editable=False)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} <{readable(self.email)}>"
