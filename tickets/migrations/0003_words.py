"""A second person approves; a ticket that has not ended is active; inventories hold differences."""

from django.db import migrations, models


def start_over(apps, schema_editor):
    """Inventories under way hold their draft under the former key."""
    rows = apps.get_model("tickets", "Inventory").objects.using(schema_editor.connection.alias)
    rows.exclude(draft={}).update(place="", draft={})


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0004_approval"),
        ("tickets", "0002_search_indexes"),
    ]

    operations = [
        migrations.RenameField("ticket", "confirmed_at", "approved_at"),
        migrations.RenameField("ticket", "confirmed_by", "approved_by"),
        migrations.RenameField("inventory", "findings", "differences"),
        migrations.RemoveConstraint(
            model_name="ticket", name="one_live_ticket_per_connection"
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["issued", "opened", "queued"])),
                fields=("connection",),
                name="one_active_ticket_per_connection",
            ),
        ),
        migrations.RunPython(start_over, migrations.RunPython.noop),
    ]
