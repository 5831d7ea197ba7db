from django.db import models

from organizations.models import Connection


class Course(models.Model):
    """When a connection is carried on next; what is due then follows from the other rows."""

    connection = models.OneToOneField(Connection, on_delete=models.CASCADE, related_name="course")
    # What happened since may make something due.
    planned_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["due_at", "pk"]

    def __str__(self) -> str:
        return f"Course of {self.connection}"
