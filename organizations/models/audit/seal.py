from django.db import models

from .event import Event


class Seal(models.Model):
    """One link of a chain of the audit trail: what it takes to see that its event is as it was.

    `organizations.services.audit.chain` writes and reads it. A chain is a tenant's (`chain` is its
    key), or 0 for what is about no tenant.
    """

    # A deleted event leaves its seal, which tells of it.
    event = models.OneToOneField(
        Event,
        primary_key=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="seal",
    )
    chain = models.PositiveBigIntegerField()
    number = models.PositiveBigIntegerField()
    # What the event was about when it was sealed; its own references end with what they lead to.
    about = models.JSONField(default=dict)
    # A digest of what may tell of a person. Without its salt, nobody can guess what it was.
    salt = models.CharField(max_length=32, blank=True)
    personal = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["chain", "number"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="one_seal_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}:{self.number}"
