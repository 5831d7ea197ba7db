from typing import Any

from django.db import migrations

import portal.db.encrypted_field
from portal.text.masked_urls import masked


def encrypt(apps: Any, schema_editor: Any) -> None:
    """Keep the URLs of webhooks encrypted, and in clear only what is shown of them."""
    for row in apps.get_model("organizations", "WebhookEndpoint").objects.filter(full_url__isnull=True):
        row.full_url, row.url = row.url, masked(row.url)
        row.save(update_fields=["full_url", "url"])


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0017_channels"),
    ]

    operations = [
        migrations.AddField(
            model_name="webhookendpoint",
            name="full_url",
            field=portal.db.encrypted_field.EncryptedTextField(
                blank=True, editable=False, null=True
            ),
        ),
        migrations.RunPython(encrypt, migrations.RunPython.noop),
    ]
