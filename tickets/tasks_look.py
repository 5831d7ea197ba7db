"""What workers do to know where everything stands; each task may run twice.

The rows say what is due and when, and the sweeps here wake a worker for each.
"""

import logging

from celery.app.task import Task

from portal.auth0 import Auth0Error
from portal.celery import app

log = logging.getLogger(__name__)

# Seconds after which an unread wake-up is thrown away: its row is due again by then.
_FORGET_AFTER = 600


@app.task(name="tickets.look")
def look(connection_id: int) -> None:
    """Look at Auth0 for one connection, and carry its tickets along."""
    from organizations import services as organizations
    from organizations.models import Connection
    from tickets import services

    rows = Connection.objects.select_related("tenant", "customer", "organization")
    services.carry(organizations.look(rows.get(pk=connection_id)))


@app.task(name="tickets.looks_due")
def looks_due() -> None:
    from organizations import services as organizations

    _wake(look, organizations.looks_due())


@app.task(name="tickets.check_domain")
def check_domain(domain_id: int) -> None:
    """Look up one domain in DNS; when its record became right, look at Auth0 at once."""
    from organizations import services as organizations
    from organizations.models import Domain
    from portal.dns import Result

    # Taken out meanwhile: nothing to look up.
    domain = Domain.objects.filter(pk=domain_id).select_related("connection__customer").first()
    if domain is None:
        return
    was_right = domain.lookup == Result.RIGHT
    finding = organizations.check_domain(domain)
    if finding.result == Result.RIGHT and not was_right and domain.connection_id:
        look.delay(domain.connection_id)


@app.task(name="tickets.lookups_due")
def lookups_due() -> None:
    from organizations import services as organizations

    _wake(check_domain, organizations.lookups_due())


@app.task(name="tickets.poll_logs")
def poll_logs(tenant_id: int) -> None:
    """Read one tenant's log on, and look at the connections it speaks of."""
    from organizations.models import Tenant
    from tickets import services

    tenant = Tenant.objects.get(pk=tenant_id)
    try:
        ingested = services.poll_logs(tenant)
    except Auth0Error as error:
        # The next turn reads on from the same place; what cannot be read, looks find out.
        log.warning("The log of %s cannot be read: %s", tenant.domain, error)
        return
    _wake(look, sorted(ingested.touched))


@app.task(name="tickets.polls_due")
def polls_due() -> None:
    from tickets import services

    _wake(poll_logs, services.tenants_to_poll())


@app.task(name="tickets.carry")
def carry(connection_id: int) -> None:
    """Do what is due for one connection: follow-ups, reminders, what going live brings."""
    from organizations.models import Connection
    from tickets import services

    rows = Connection.objects.select_related("tenant", "customer", "organization")
    services.carry(rows.get(pk=connection_id))


@app.task(name="tickets.carries_due")
def carries_due() -> None:
    from tickets import services

    _wake(carry, services.carries_due())


@app.task(name="tickets.take_inventory")
def take_inventory(tenant_id: int) -> None:
    from organizations.models import Tenant
    from tickets import services

    services.take_inventory(Tenant.objects.get(pk=tenant_id))


@app.task(name="tickets.inventories_due")
def inventories_due() -> None:
    from tickets import services

    _wake(take_inventory, services.inventories_due())


def _wake(task: "Task[[int], None]", keys: list[int]) -> None:
    for key in keys:
        task.apply_async((key,), expires=_FORGET_AFTER)
