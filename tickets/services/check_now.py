"""Look in DNS now, because the customer asks: they have just set the record, or think so."""

from django.db import transaction

from organizations import audit
from organizations import services as organizations
from organizations.models import Connection
from organizations.turns import take_turns
from portal.actor import Actor
from portal.wake import wake
from tickets import tasks_look

from .waiting import waited_for


def check_now(connection: Connection, *, by: Actor) -> None:
    """Have a worker look for every record that is still waited for, and often from here on."""
    with transaction.atomic():
        take_turns(connection)
        for domain in waited_for(connection):
            organizations.look_up_soon(domain)
            audit.record("domain:check", by=by, connection=connection, domain=domain.name)
        wake(tasks_look.lookups_due)
