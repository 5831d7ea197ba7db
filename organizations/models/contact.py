from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from portal.db.encrypted_field import CleanCharField, EmailAddressField
from portal.text.addresses import readable


class Contact(models.Model):
    """A person at a customer who receives links."""

    customer = models.ForeignKey("Customer", on_delete=models.CASCADE, related_name="contacts")
    name = CleanCharField(max_length=150)
    email = EmailAddressField("email address")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="en")
    # The colleague who named them; empty where staff chose them. Their mails say so.
    named_by = CleanCharField(max_length=150, blank=True, editable=False)
    bounced_at = models.DateTimeField(null=True, blank=True, editable=False)
    opted_out_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "customer",
                name="contact_email_unique_per_customer",
                violation_error_message="This customer already has a contact with this email.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} <{readable(self.email)}>"
