"""Read Auth0 again because someone asks."""

from organizations.models import Connection
from organizations.services import audit
from organizations.verbs import Verb
from portal.actor import Actor

from .connection import reconcile


def refresh_connection(connection: Connection, *, by: Actor) -> Connection:
    """Reconcile a connection for somebody who waits, as `reconcile` does; returns the row."""
    audit.record(Verb.CONNECTION_REFRESH, by=by, connection=connection, looks=True)
    return reconcile(connection, urgent=True)
