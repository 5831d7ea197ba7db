"""One order of locks, so that no two processes wait for each other."""

from organizations.models import Connection


def lock_connection(connection: Connection) -> Connection:
    """Hold a connection until the transaction ends; return its row as it is now.

    Whoever writes to what belongs to it (domains, tickets, links) holds the connection first,
    here and everywhere. Only rows that are written by one place may be written without.
    """
    # Without the key: rows that only refer to the connection may be written meanwhile.
    # (SQLite has one writer at a time anyway.)
    return Connection.objects.select_for_update(no_key=True).get(pk=connection.pk)
