from django.db import models


class Counter(models.Model):
    """The last number given to rows of a kind: none is given twice, whatever was deleted."""

    name = models.CharField(max_length=80, primary_key=True)
    last = models.PositiveBigIntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"
