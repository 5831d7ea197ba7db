"""What beat starts every few seconds, whether there is something to do or not."""

from collections.abc import Callable, Sized

from django.db import transaction

from organizations.models import Tenant
from organizations.services import connections, domains, mapping
from tickets.services import activity, automation, lifecycle
from tickets.tasks import tickets as ticket_tasks

SWEEPS: dict[str, Callable[[], Sized | int | None]] = {
    "tickets to issue, mails to send, revocations": ticket_tasks.sweep,
    "connections to look at": connections.reconciles_due,
    "records to look up in DNS": domains.lookups_due,
    "logs to read": activity.tenants_to_poll,
    "connections to carry on": automation.automations_due,
    "tickets to expire": lifecycle.expire_due,
    "organizations to look at": lambda: mapping.organizations_due(Tenant.objects.earliest("pk")),
    "inventories": activity.inventories_due,
}


def rows_found(sweep: Callable[[], Sized | int | None]) -> int:
    """Let a sweep claim what is due, undo that, and return how much it was."""
    with transaction.atomic():
        found = sweep()
        transaction.set_rollback(True)
    return len(found) if isinstance(found, Sized) else found or 0
