"""Write all tables as they are at one moment, while everything goes on."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from portal import clock

from .sealing import Sealer, backup_key
from .tables import applied_migrations, tables


class _Exact(DjangoJSONEncoder):
    """Keeps microseconds, by which the audit trail's digests are computed."""

    def default(self, o: object) -> object:
        isoformat = getattr(o, "isoformat", None)
        return isoformat() if isoformat else super().default(o)


def back_up(file: BinaryIO) -> dict[str, int]:
    """Write all data, encrypted; return the number of rows of each table.

    Raises Rejected without PORTAL_BACKUP_KEY.
    """
    sealer = Sealer(file, backup_key())
    counts: dict[str, int] = {}

    def write(**line: object) -> None:
        sealer.write(json.dumps(line, cls=_Exact, ensure_ascii=False))

    with _snapshot():
        write(made_at=clock.now(), migrations=applied_migrations())
        for table in tables():
            write(table=table.name, columns=table.columns)
            counts[table.name] = 0
            for row in table.rows():
                sealer.write(json.dumps(row, cls=_Exact, ensure_ascii=False))
                counts[table.name] += 1
        write(counts=counts)
    sealer.close()
    return counts


@contextmanager
def _snapshot() -> Iterator[None]:
    """All that is read in it is of one moment, and nobody who writes waits for it."""
    if connection.vendor == "sqlite":
        # Reading only: the settings' IMMEDIATE would make writers wait until the end.
        connection.ensure_connection()
        sqlite: Any = connection
        usual, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
        try:
            with transaction.atomic():
                yield
        finally:
            sqlite.transaction_mode = usual
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
