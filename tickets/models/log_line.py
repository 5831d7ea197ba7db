from django.db import models


class LogLine(models.Model):
    """A line of a tenant's log that was taken in, so that it counts once however often it comes."""

    tenant = models.ForeignKey(
        "organizations.Tenant", on_delete=models.CASCADE, related_name="log_lines"
    )
    log_id = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "log_id"], name="log_line_counts_once")
        ]

    def __str__(self) -> str:
        return self.log_id
