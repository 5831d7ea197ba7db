"""Letters inside of words, found by an index: PostgreSQL's trigrams. SQLite reads the table."""

from functools import reduce
from operator import or_
from typing import Any

from django.db import migrations
from django.db.models import Q

from portal.text.spellings import spellings

# Fewer letters hold no whole trigram: the index serves them at the beginning of a text only.
SHORTEST = 3


def like(field: str, text: str) -> Q:
    """Return the condition that a field holds this text in any case, in a form `index` serves."""
    lookup = "icontains" if len(text) >= SHORTEST else "istartswith"
    return Q(**{f"{field}__{lookup}": text})


def like_name(field: str, text: str) -> Q:
    """Return the same for a person's or a company's name, whose umlauts may be typed otherwise."""
    return reduce(or_, (like(field, one) for one in spellings(text)))


def index(table: str, column: str) -> migrations.RunPython:
    """Return the migration's step that makes `like` on this column quick; none on SQLite."""
    name = f"{table}_{column}_trigrams"

    def add(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            # The very expression that Django writes for icontains and istartswith.
            editor.execute(
                f'CREATE INDEX "{name}" ON "{table}" '
                f'USING gin (UPPER("{column}"::text) gin_trgm_ops)'
            )

    def drop(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f'DROP INDEX IF EXISTS "{name}"')

    return migrations.RunPython(add, drop)
