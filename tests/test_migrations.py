"""Migrations only add, so that the version before runs on the new database during an upgrade."""

from typing import Any

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED

# Each app's last one before this rule.
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
        empty = field.blank and field.empty_strings_allowed
        given = empty or field.has_default() or field.db_default is not NOT_PROVIDED
        if not (field.null or field.many_to_many or given):
            return [f"{operation.describe()}: it is required without a default"]
    return []


def test_new_migrations_only_add() -> None:
    loader = MigrationLoader(None)
    found = {
        f"{app}.{name}": told
        for (app, name), migration in loader.disk_migrations.items()
        if app in BEFORE and int(name[:4]) > BEFORE[app]
        for operation in migration.operations
        if (told := faults(operation, loader.project_state((app, name), at_end=False), app))
    }

    assert found == {}


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

    assert faults(required, state, "organizations")
    assert faults(added, state, "organizations")
