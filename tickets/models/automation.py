from django.db import models

from organizations.models import Connection
from portal import clock

from .message import Message


class Automation(models.Model):
    """When a connection's automation runs next; what is due then follows from the other rows."""

    class Planned(models.TextChoices):
        """What else than a mail may come."""

        ENABLE = "enable", "The portal enables the connection"
        ASK = "ask", "Staff are asked to step in"

    connection = models.OneToOneField(
        Connection, on_delete=models.CASCADE, related_name="automation"
    )
    # What happened since may make something due.
    planned_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    # What was planned for then, to be shown; nothing is decided by it.
    planned_step = models.CharField(
        max_length=20, blank=True, choices=[*Message.Kind.choices, *Planned.choices]
    )

    class Meta:
        ordering = ["due_at", "pk"]

    def __str__(self) -> str:
        return f"Automation of {self.connection}"

    @classmethod
    def run_soon(cls, connection: Connection) -> None:
        """Have the next sweep see what is due for a connection, once this is committed."""
        cls.objects.update_or_create(connection=connection, defaults={"due_at": clock.now()})
