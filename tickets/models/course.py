from django.db import models

from organizations.models import Connection

from .message import Message


class Course(models.Model):
    """When a connection is carried on next; what is due then follows from the other rows."""

    class Comes(models.TextChoices):
        """What else than a mail may come."""

        ENABLE = "enable", "The portal enables the connection"
        ASK = "ask", "Staff are asked to step in"

    connection = models.OneToOneField(Connection, on_delete=models.CASCADE, related_name="course")
    # What happened since may make something due.
    planned_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    # What was planned for then, to be shown; nothing is decided by it.
    comes = models.CharField(
        max_length=20, blank=True, choices=[*Message.Kind.choices, *Comes.choices]
    )

    class Meta:
        ordering = ["due_at", "pk"]

    def __str__(self) -> str:
        return f"Course of {self.connection}"
