from django.db import models


class LinkWish(models.Model):
    """Somebody typed their address to get a new link, until a worker saw whether one is due.

    Written for every address alike, so that the answer tells nothing about it.
    """

    email = models.EmailField(unique=True)
    ip = models.CharField("IP address", max_length=45, blank=True)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "link wishes"

    def __str__(self) -> str:
        return f"New link for {self.email}"
