"""Fill a database with the rows of a backup: all of them, or nothing is changed."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from django.core.management.color import no_style
from django.db import Error, connection, transaction
from django.db.models import F

from organizations.errors import Rejected
from organizations.models import Counter
from organizations.services import audit
from organizations.verbs import Verb
from portal.actor import Actor

from .sealing import backup_key, unsealed
from .tables import Table, applied_migrations, emptied, stored, tables

# Rows written at once.
_BATCH = 1_000
# Numbers that were given out after the backup are on links, in mails, and in other systems: so
# many are left out, so that none of them ever means something else.
_SKIPPED = 10_000


def restore(file: BinaryIO, *, replace: bool, by: Actor) -> dict[str, int]:
    """Write the rows of a backup; return the number of rows that each table has afterwards.

    With `replace`, what is there is deleted first. Raises Rejected without the key, for a file
    that is damaged or of another version, and where there are rows already.
    """
    lines = unsealed(file, backup_key())
    head = json.loads(next(lines, "{}"))
    _demand_version(head["migrations"])
    try:
        with transaction.atomic():
            if not replace:
                _demand_empty()
            # At once: some tables hold what the migrations write, whose keys may differ.
            connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), emptied()))
            promised = _fill(lines)
            counts = {table.name: table.count() for table in tables()}
            _demand_all(promised, counts)
            _skip_numbers()
            audit.record(Verb.PORTAL_RESTORE, by=by, made_at=head["made_at"])
    except Error as error:
        raise Rejected(
            f"The database rejected a row, so nothing was changed: {' '.join(str(error).split())}"
        ) from error
    return counts


def _demand_version(theirs: list[str]) -> None:
    ours = applied_migrations()
    if ours == theirs:
        return
    missing, more = sorted({*theirs} - {*ours}), sorted({*ours} - {*theirs})
    told = []
    if missing:
        told.append(f"the backup has {', '.join(missing)}, which this database lacks")
    if more:
        told.append(f"this database has {', '.join(more)}, which the backup lacks")
    raise Rejected(
        f"The backup is of another version: {'; '.join(told)}. Restore it with the version of the "
        "portal that made it, then upgrade."
    )


def _demand_empty() -> None:
    filled = [
        table.name for table in tables() if not table.is_filled_by_migrations and table.count()
    ]
    if filled:
        raise Rejected(
            f"There's already data in {', '.join(filled[:3])}{' and more' * (len(filled) > 3)}. "
            "Restore into a new database after `migrate`, or add --replace to delete it first."
        )


def _fill(lines: Iterator[str]) -> dict[str, int]:
    by_name = {table.name: table for table in tables()}
    insert: _Insert | None = None
    for line in lines:
        what = json.loads(line)
        if isinstance(what, list):
            if insert:
                insert.add(what)
            continue
        if insert:
            insert.flush()
        if "counts" in what:
            return dict(what["counts"])
        insert = _Insert(by_name[what["table"]], what["columns"])
    raise Rejected("The file is incomplete. Take another copy of it.")


class _Insert:
    """Collects rows of one table and writes them many at once."""

    def __init__(self, table: Table, columns: list[str]) -> None:
        by_column = {field.column: field for field in table.fields}
        self._fields = [by_column[column] for column in columns]
        quote = connection.ops.quote_name
        names = ", ".join(map(quote, columns))
        places = ", ".join(["%s"] * len(columns))
        self._sql = f"INSERT INTO {quote(table.name)} ({names}) VALUES ({places})"  # noqa: S608 - names of ours
        self._rows: list[list[Any]] = []

    def add(self, row: list[Any]) -> None:
        self._rows.append(
            [stored(field, value) for field, value in zip(self._fields, row, strict=True)]
        )
        if len(self._rows) == _BATCH:
            self.flush()

    def flush(self) -> None:
        if self._rows:
            with connection.cursor() as cursor:
                cursor.executemany(self._sql, self._rows)
            self._rows.clear()


def _demand_all(promised: dict[str, int], counts: dict[str, int]) -> None:
    if differing := [name for name in promised if promised[name] != counts.get(name)]:
        raise Rejected(
            f"Rows are missing in {', '.join(islice(differing, 3))}, so nothing was changed. "
            "Take another copy of the file."
        )


def _skip_numbers() -> None:
    """Have keys and numbers go on behind those that were given out since the backup."""
    Counter.objects.update(last=F("last") + _SKIPPED)
    models = [table.model for table in tables()]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s", [_SKIPPED])
            return
        for sql in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(sql)
        for model in models:
            cursor.execute(
                "SELECT setval(name::regclass, nextval(name::regclass) + %s) "
                "FROM pg_get_serial_sequence(%s, %s) AS name WHERE name IS NOT NULL",
                [
                    _SKIPPED,
                    connection.ops.quote_name(model._meta.db_table),
                    model._meta.pk.column,
                ],
            )
