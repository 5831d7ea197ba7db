"""Let one process at a time do something, until its transaction ends."""

import hashlib

from django.db import connection


def wait_for_turn(what: str) -> None:
    """Wait until no other transaction has the turn of this name; call it inside a transaction.

    SQLite lets one transaction write at a time anyway (settings: IMMEDIATE).
    """
    if connection.vendor == "postgresql":
        number = int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
