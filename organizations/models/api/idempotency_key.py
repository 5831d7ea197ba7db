from django.db import models

from portal.db.encrypted_field import EncryptedTextField

from .api_key import ApiKey


class IdempotencyKey(models.Model):
    """A request that a caller may send again, and its answer as soon as there is one."""

    api_key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    # Of the request: the same name for another one is a mistake.
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_index=True)
    # While it runs; a dead process's claim lapses.
    claimed_until = models.DateTimeField(null=True, blank=True)
    # What was decided before anything was done: a repeat decides the same.
    decision = models.CharField(max_length=255, blank=True, db_default="")
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    # It may hold a link's address.
    answer = EncryptedTextField(blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["api_key", "name"], name="idempotency_key_once_per_api_key"
            )
        ]

    def __str__(self) -> str:
        return self.name
