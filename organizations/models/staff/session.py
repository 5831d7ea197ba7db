from hashlib import sha256

from django.conf import settings
from django.db import models


class Session(models.Model):
    """A browser that is signed in, or about to be.

    Only a digest of the cookie is kept, and the data is encrypted with a key made from the cookie:
    whoever reads the database can neither take a session over nor look into it.
    """

    digest = models.CharField(max_length=64, primary_key=True, editable=False)
    data = models.TextField(blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="sessions"
    )
    ip = models.CharField("IP address", max_length=45, blank=True)
    user_agent = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return f"{self.user_agent} ({self.ip})"

    @staticmethod
    def digest_of(session_key: str | None) -> str:
        """Return what is kept of the key in a session's cookie."""
        return sha256(f"session:{session_key}".encode()).hexdigest()
