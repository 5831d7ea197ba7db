from django.db import models

from .link import Link


class Nomination(models.Model):
    """Whom the recipient of a link named in their place, while staff decide about it."""

    link = models.OneToOneField(Link, on_delete=models.CASCADE, related_name="nomination")
    name = models.CharField(max_length=150)
    email = models.EmailField("e-mail address")
    created_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"
