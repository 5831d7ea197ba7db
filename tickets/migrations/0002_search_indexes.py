from django.db import migrations

from portal.db import trigrams


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]

    operations = [
        trigrams.index("tickets_link", "recipient_name"),
        trigrams.index("tickets_link", "recipient_email"),
        trigrams.index("tickets_message", "to_name"),
        trigrams.index("tickets_message", "to_email"),
        trigrams.index("tickets_message", "subject"),
    ]
