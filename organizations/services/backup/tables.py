"""Which tables make the portal's data, and how a value looks in a file.

Encrypted columns go as they are stored: a backup opens none of the secrets in it without the keys
of PORTAL_ENCRYPTION_KEYS.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.functions import Cast

from organizations.models import Session
from portal.db.encrypted_field import EncryptedTextField

# Who was signed in then need not be now, and may have been signed out for a reason.
_LEFT_OUT = (Session,)
# What the migrations write into an empty database by themselves.
_BY_MIGRATIONS = frozenset(
    {"django_content_type", "auth_permission", "auth_group", "auth_group_permissions"}
)
# Rows fetched at once.
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the fields of its columns, in the order in which their values are written."""

    model: type[models.Model]

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def fields(self) -> "list[models.Field[object, object]]":
        return list(self.model._meta.local_concrete_fields)

    @property
    def columns(self) -> list[str]:
        return [str(field.column) for field in self.fields]

    @property
    def is_filled_by_migrations(self) -> bool:
        return self.name in _BY_MIGRATIONS

    def count(self) -> int:
        return self.model._base_manager.order_by().count()

    def rows(self) -> Iterator[tuple[object, ...]]:
        """Yield the values of each row, by its key; encrypted ones as they are stored."""
        rows = self.model._base_manager.order_by("pk")
        names = []
        for field in self.fields:
            name = field.attname
            if isinstance(field, EncryptedTextField):
                # A cast has no field that would decrypt it.
                name = f"raw_{name}"
                rows = rows.annotate(**{name: Cast(field.attname, models.TextField())})
            names.append(name)
        return iter(rows.values_list(*names).iterator(chunk_size=_BATCH))


def tables() -> list[Table]:
    """Return every table that is backed up."""
    every = apps.get_models(include_auto_created=True)
    return [
        Table(model)
        for model in every
        if model._meta.managed and not model._meta.proxy and model not in _LEFT_OUT
    ]


def emptied() -> list[str]:
    """Return the tables that a restored portal has empty before its rows come."""
    return [*(table.name for table in tables()), *(model._meta.db_table for model in _LEFT_OUT)]


def applied_migrations() -> list[str]:
    """Return the version of the database: "organizations.0001_initial" and so on, sorted."""
    return sorted(
        f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
    )


def stored(field: "models.Field[object, object]", value: object) -> object:
    """Return a value of a file as the database takes it, neither cleaned nor encrypted anew."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if value is None:
        # JSON has a null of its own.
        is_json = isinstance(field, models.JSONField) and not field.null
        return field.get_db_prep_value(None, connection) if is_json else None
    if isinstance(field, models.CharField | models.TextField):
        return value
    return field.get_db_prep_save(field.to_python(value), connection)
