"""Look in DNS now, because the customer asks: they have just set the record, or think so."""

from django.db import transaction

from organizations.models import Connection
from organizations.services import audit, domains
from organizations.services.connections.open_points import pending_with_record
from organizations.services.lifecycle.locks import lock_connection
from organizations.verbs import Verb
from portal.actor import Actor
from portal.wake import wake


def check_now(connection: Connection, *, by: Actor) -> None:
    """Have a worker look for every record that is still waited for, and often from here on."""
    with transaction.atomic():
        lock_connection(connection)
        for domain in pending_with_record(connection):
            domains.look_up_soon(domain)
            audit.record(Verb.DOMAIN_CHECK, by=by, connection=connection, domain=domain.name)
        wake("tickets.lookups_due")
