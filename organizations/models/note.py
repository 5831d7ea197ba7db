from django.conf import settings
from django.db import models

from portal.db.encrypted_field import CleanTextField


class Note(models.Model):
    """What staff tell each other about a customer. Plain text; no customer ever sees it."""

    customer = models.ForeignKey("Customer", on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = CleanTextField(max_length=4000)
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"Note by {self.author or 'a former colleague'}"
