"""The rules of a connection's automation: its preset's, or its own."""

from django.db import transaction

from organizations.models import Connection, Customer
from organizations.services import audit
from portal import clock
from portal.actor import Actor
from tickets.models import Automation, ConnectionPolicy, Policy, Preset
from tickets.models.policy import RULES
from tickets.verbs import Verb


def policy_of(connection: Connection) -> Policy:
    """Return the connection's own rules, else those of its newest ticket's preset."""
    own = ConnectionPolicy.objects.filter(connection=connection).first()
    if own:
        return own
    newest = connection.tickets.select_related("preset").first()
    return (newest and newest.preset) or Preset()


def set_policy(connection: Connection, *, by: Actor, **rules: object) -> ConnectionPolicy:
    """Give a connection rules of its own (names in RULES); those not named stay as they are."""
    with transaction.atomic():
        now = policy_of(connection)
        values = {name: getattr(now, name) for name in RULES} | rules
        policy, _ = ConnectionPolicy.objects.update_or_create(
            connection=connection, defaults=values
        )
        changed = [name for name in rules if getattr(now, name) != rules[name]]
        audit.record(Verb.CONNECTION_POLICY, by=by, connection=connection, changed=changed)
        Automation.run_soon(connection)
    return policy


def drop_policy(connection: Connection, *, by: Actor) -> None:
    """Go back to the preset's rules."""
    with transaction.atomic():
        dropped, _ = ConnectionPolicy.objects.filter(connection=connection).delete()
        if dropped:
            audit.record(Verb.CONNECTION_PRESET_POLICY, by=by, connection=connection)
            Automation.run_soon(connection)


def pause_reminders(customer: Customer, *, by: Actor) -> None:
    """Send nobody at a customer reminders until they are resumed; twice is harmless.

    What they ask for, and the link to finish with once a domain can be verified, still comes.
    """
    with transaction.atomic():
        rows = Customer.objects.filter(pk=customer.pk, reminders_paused_at=None)
        if rows.update(reminders_paused_at=clock.now()):
            audit.record(Verb.CUSTOMER_PAUSE, by=by, customer=customer, name=customer.name)
            _plan_anew(customer)


def resume_reminders(customer: Customer, *, by: Actor) -> None:
    """Send reminders again: what is due by now goes out soon; twice is harmless."""
    with transaction.atomic():
        rows = Customer.objects.filter(pk=customer.pk, reminders_paused_at__isnull=False)
        if rows.update(reminders_paused_at=None):
            audit.record(Verb.CUSTOMER_RESUME, by=by, customer=customer, name=customer.name)
            _plan_anew(customer)


def _plan_anew(customer: Customer) -> None:
    for connection in customer.connections.all():
        Automation.run_soon(connection)
