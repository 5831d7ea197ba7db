from django.db import models

from portal.db.encrypted_field import EmailAddressField
from portal.text.addresses import readable


class LinkRequest(models.Model):
    """Somebody typed their address to get a new link, until a worker saw whether one is due.

    Written for every address alike, so that the answer tells nothing about it.
    """

    email = EmailAddressField(unique=True)
    ip = models.CharField("IP address", max_length=45, blank=True)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "link requests"

    def __str__(self) -> str:
        return f"New link for {readable(self.email)}"
