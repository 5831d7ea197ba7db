"""What workers do to know where everything stands; each task may run twice.

The rows say what is due and when, and the sweeps here wake a worker for each.
"""

import logging

from organizations.models import Connection, Domain, Tenant
from organizations.services import connections, domains
from portal.auth0 import Auth0Error
from portal.celery import app
from portal.dns.txt_record import Result
from portal.wake import send_now, wake_each
from tickets.services import activity, automation

log = logging.getLogger(__name__)

# Seconds after which an unread wake-up is thrown away: its row is due again by then.
_FORGET_AFTER = 600


@app.task(name="tickets.reconcile")
def reconcile(connection_id: int) -> None:
    """Reconcile one connection with Auth0, then run its automation."""
    rows = Connection.objects.select_related("tenant", "customer", "organization")
    automation.run_automation(connections.reconcile(rows.get(pk=connection_id)))


@app.task(name="tickets.reconciles_due")
def reconciles_due() -> None:
    _wake("tickets.reconcile", connections.reconciles_due())


@app.task(name="tickets.check_domain")
def check_domain(domain_id: int) -> None:
    """Look up one domain in DNS; when its record became right, reconcile at once."""
    # Taken out meanwhile: nothing to look up.
    domain = Domain.objects.filter(pk=domain_id).select_related("connection__customer").first()
    if domain is None:
        return
    was_right = domain.lookup == Result.RIGHT
    diagnosis = domains.check_domain(domain)
    if diagnosis.result == Result.RIGHT and not was_right and domain.connection_id:
        send_now("tickets.reconcile", domain.connection_id)


@app.task(name="tickets.lookups_due")
def lookups_due() -> None:
    _wake("tickets.check_domain", domains.lookups_due())


@app.task(name="tickets.poll_logs")
def poll_logs(tenant_id: int, *named: int) -> None:
    """Read one tenant's log on, and reconcile the connections it names, and those `named`."""
    tenant = Tenant.objects.get(pk=tenant_id)
    touched = set(named)
    try:
        touched |= activity.poll_logs(tenant).touched
    except Auth0Error as error:
        # The next turn reads on from the same place; what cannot be read, reconciles find out.
        log.warning("The log of %s cannot be read: %s", tenant.domain, error)
    _wake("tickets.reconcile", sorted(touched))


@app.task(name="tickets.polls_due")
def polls_due() -> None:
    _wake("tickets.poll_logs", activity.tenants_to_poll())


@app.task(name="tickets.run_automation")
def run_automation(connection_id: int) -> None:
    """Do what is due for one connection: follow-ups, reminders, what going live brings."""
    rows = Connection.objects.select_related("tenant", "customer", "organization")
    automation.run_automation(rows.get(pk=connection_id))


@app.task(name="tickets.automations_due")
def automations_due() -> None:
    _wake("tickets.run_automation", automation.automations_due())


@app.task(name="tickets.take_inventory")
def take_inventory(tenant_id: int) -> None:
    activity.take_inventory(Tenant.objects.get(pk=tenant_id))


@app.task(name="tickets.inventories_due")
def inventories_due() -> None:
    _wake("tickets.take_inventory", activity.inventories_due())


def _wake(task: str, keys: list[int]) -> None:
    wake_each(task, keys, forget_after=_FORGET_AFTER)
