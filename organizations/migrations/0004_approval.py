"""A second person approves; to confirm is what recipients of links do."""

from django.db import migrations, models


REASONS = [
    ("failed", "The ticket could not be issued"),
    ("unapproved", "Pre-verified domains wait for a second person"),
    ("bounced", "The mail bounced"),
    ("colleague", "The customer names a colleague"),
    ("domain_wrong", "The DNS record is wrong"),
    ("stalled", "Stalled"),
    ("unrouted", "A verified domain does not lead here"),
    ("ending", "Ending soon"),
    ("asked", "The customer asked for help"),
    ("changed", "Changed in Auth0"),
]


# (app, model), column, former word, word
WORDS = [
    (("organizations", "Attention"), "reason", "unconfirmed", "unapproved"),
    (("organizations", "Event"), "verb", "ticket:confirm", "ticket:approve"),
    (("auth", "Permission"), "codename", "confirm_domains", "approve_domains"),
    (("auth", "Permission"), "codename", "view_desk", "view_pages"),
    (("contenttypes", "ContentType"), "model", "desk", "portal"),
]


def _rename(apps, schema_editor, pairs):
    for model, column, was, becomes in pairs:
        rows = apps.get_model(*model).objects.using(schema_editor.connection.alias)
        rows.filter(**{column: was}).update(**{column: becomes})


def forwards(apps, schema_editor):
    _rename(apps, schema_editor, WORDS)


def backwards(apps, schema_editor):
    _rename(apps, schema_editor, [(model, column, b, a) for model, column, a, b in WORDS])


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("organizations", "0003_api_keys"),
    ]

    operations = [
        migrations.RenameField("tenant", "confirm_preverified", "approve_preverified"),
        migrations.AlterField(
            model_name="tenant",
            name="approve_preverified",
            field=models.BooleanField(
                default=False,
                help_text="A typo there routes another company's logins.",
                verbose_name="second person approves pre-verified domains",
            ),
        ),
        migrations.AlterField(
            model_name="attention",
            name="reason",
            field=models.CharField(choices=REASONS, max_length=20),
        ),
        migrations.RunPython(forwards, backwards),
    ]
