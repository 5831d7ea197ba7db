"""What beat starts every few seconds, whether there is something to do or not."""

from collections.abc import Callable, Sized

from django.db import transaction

from organizations import services as organizations
from organizations.models import Tenant
from tickets import services, tasks

SWEEPS: dict[str, Callable[[], Sized | int | None]] = {
    "tickets to issue, mails to send, revocations": tasks.sweep,
    "connections to look at": organizations.looks_due,
    "records to look up in DNS": organizations.lookups_due,
    "logs to read": services.tenants_to_poll,
    "connections to carry on": services.carries_due,
    "tickets to expire": services.expire_due,
    "organizations to look at": lambda: organizations.organizations_due(
        Tenant.objects.earliest("pk")
    ),
    "inventories": services.inventories_due,
}


def rows_found(sweep: Callable[[], Sized | int | None]) -> int:
    """Let a sweep claim what is due, undo that, and return how much it was."""
    with transaction.atomic():
        found = sweep()
        transaction.set_rollback(True)
    return len(found) if isinstance(found, Sized) else found or 0
