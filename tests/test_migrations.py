"""Migrations only add, so that the version before runs on the new database during an upgrade."""

from typing import Any

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED

# Each app's last one in the released version, 0.2.0.
BEFORE = {"organizations": 8, "tickets": 4}
TAKES_AWAY = (
    migrations.RemoveField,
    migrations.RenameField,
    migrations.DeleteModel,
    migrations.RenameModel,
    migrations.AlterModelTable,
)


def faults(operation: Any, before: Any, app: str) -> list[str]:
    """What of an operation the version before could not live with; `before` is the state."""
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        inner = operation.database_operations
        return [fault for one in inner for fault in faults(one, before, app)]
    if isinstance(operation, TAKES_AWAY):
        return [operation.describe()]
    if isinstance(operation, migrations.AlterField):
        was = before.models[app, operation.model_name_lower].fields[operation.name]
        bare = operation.field.db_default is NOT_PROVIDED and not operation.field.has_default()
        if was.null and not operation.field.null and bare:
            return [f"{operation.describe()}: it becomes required"]
    if isinstance(operation, migrations.AddField):
        field = operation.field
        given = field.db_default is not NOT_PROVIDED
        if not (field.null or field.many_to_many or given):
            return [f"{operation.describe()}: the version before can't insert without it"]
    return []


def number(name: str) -> int:
    return int(name[:4])


def test_new_migrations_only_add() -> None:
    loader = MigrationLoader(None)
    released = loader.project_state(
        [(app, name) for app, name in loader.disk_migrations if number(name) == BEFORE.get(app)]
    )
    found = [
        f"{app}.{name}: {fault}"
        for (app, name), migration in loader.disk_migrations.items()
        if app in BEFORE and number(name) > BEFORE[app]
        for operation in migration.operations
        # The version before writes no row of a model that it does not have.
        if (app, getattr(operation, "model_name_lower", "")) in released.models
        or not isinstance(operation, migrations.AddField | migrations.AlterField)
        for fault in faults(operation, loader.project_state((app, name), at_end=False), app)
    ]

    assert found == []


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("tenant", "key_id"),
        migrations.RenameField("tenant", "key_id", "kid"),
        migrations.DeleteModel("Note"),
        migrations.RenameModel("Note", "Remark"),
    ],
)
def test_would_notice_what_takes_away(operation: Any) -> None:
    assert faults(operation, None, "organizations")


def test_would_notice_what_becomes_required() -> None:

    state = MigrationLoader(None).project_state()
    required = migrations.AlterField("tenant", "checked_at", models.DateTimeField())
    added = migrations.AddField("tenant", "size", models.IntegerField())
    # Django's default is unknown to the version before, and leaves the database with the migration.
    filled = migrations.AddField("tenant", "size", models.IntegerField(default=0))
    told = migrations.AddField("tenant", "size", models.IntegerField(db_default=0))

    assert faults(required, state, "organizations")
    assert faults(added, state, "organizations")
    assert faults(filled, state, "organizations")
    assert not faults(told, state, "organizations")
