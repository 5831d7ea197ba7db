"""More customers from those that are there, made by PostgreSQL itself: two million rows a minute.

Every copy has keys, names and moments of its own; what else a row says, its copies say too.
"""

from typing import Any

from django.db import connection as database
from django.db import models

from tests.benchmarks.seeding import MARK, SEEDED

# More than the seeded rows of any table: so far apart are the keys of a row and of its copies.
_APART = 1_000_000


def copy(times: int) -> None:
    """Make so many copies of everything that was seeded, and let the planner know."""
    with database.cursor() as cursor:
        for model in SEEDED:
            table = _quoted(model._meta.db_table)
            fields = model._meta.concrete_fields
            columns = ", ".join(_quoted(field.column) for field in fields)
            values = ", ".join(map(_copied, fields))
            cursor.execute(
                f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table}"
                f" CROSS JOIN generate_series(1, {times}) AS copy"
            )
        # As autovacuum leaves it: statistics, and pages known to be visible to all.
        cursor.execute("VACUUM (ANALYZE)")


def _copied(field: "models.Field[Any, Any]") -> str:
    """The value of a column in a copy, as SQL."""
    column = _quoted(field.column)
    if isinstance(field, models.ForeignKey):
        target = field.related_model
        return _key(column, target._meta.pk) if target in SEEDED else column
    if field.primary_key:
        return _key(column, field)
    if isinstance(field, models.DateTimeField):
        return f"{column} - copy * interval '7 seconds'"
    if isinstance(field, models.CharField):
        return f"replace({column}, '{MARK}', 'b' || lpad(copy::text, 3, '0'))"
    return column


def _key(column: str, key: Any) -> str:
    if isinstance(key, models.UUIDField):
        return f"md5({column}::text || copy)::uuid"
    return f"{column} + copy * {_APART}"


def _quoted(name: str | None) -> str:
    assert name  # every field of these has a column
    return str(database.ops.quote_name(name))
