from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q


class EventQuerySet(models.QuerySet["Event"]):
    def update(self, **changes: Any) -> NoReturn:
        raise TypeError("The audit log is append-only: events can't be changed.")

    def delete(self) -> NoReturn:
        raise TypeError("The audit log is append-only: events can't be deleted.")

    def overwrite(self, **changes: Any) -> int:
        """For `organizations.services.audit.forgetting`, which opens the database's door."""
        return super().update(**changes)

    def erase(self) -> None:
        """As `overwrite`."""
        super().delete()


class Event(models.Model):
    """One line of the append-only audit trail: who did what, when, from where.

    Written by `organizations.services.audit.record` only. `target` is text such as "ticket:12",
    because this app does not know tickets. It is there to be read by people: nothing is decided
    by it.
    """

    at = models.DateTimeField(db_index=True)
    verb = models.CharField(max_length=100)
    actor_kind = models.CharField(max_length=10)
    actor_name = models.CharField(max_length=254)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ip = models.CharField("IP address", max_length=45, blank=True)
    customer = models.ForeignKey(
        "Customer",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
        db_constraint=False,
    )
    connection = models.ForeignKey(
        "Connection",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
        db_constraint=False,
    )
    target = models.CharField(max_length=100, blank=True)
    data = models.JSONField(default=dict, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["customer", "-at"], name="event_by_customer"),
            models.Index(fields=["connection", "-at"], name="event_by_connection"),
            models.Index(fields=["target", "-at"], name="event_by_target"),
            models.Index(fields=["verb", "-at"], name="event_by_verb"),
            models.Index(fields=["ip", "-at"], condition=~Q(ip=""), name="event_by_ip"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.verb} {self.target}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("The audit log is append-only: an event can't be changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("The audit log is append-only: an event can't be deleted.")
