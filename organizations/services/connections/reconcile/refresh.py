"""Refresh a connection from Auth0 because someone asked for it."""

from organizations.models import Connection
from organizations.services import audit
from organizations.verbs import Verb
from portal.actor import Actor

from .connection import reconcile


def refresh_connection(connection: Connection, *, by: Actor) -> Connection:
    """Note who asked, and reconcile a connection as `reconcile` does; returns the row."""
    audit.record(Verb.CONNECTION_REFRESH, by=by, connection=connection, looks=True)
    return reconcile(connection, urgent=True)
