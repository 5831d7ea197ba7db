"""What the search over tickets and mails looks into."""

from django.db import migrations

from portal import trigrams


class Migration(migrations.Migration):
    dependencies = [("tickets", "0002_indexes_of_lists")]

    operations = [
        trigrams.index("tickets_link", "recipient_name"),
        trigrams.index("tickets_link", "recipient_email"),
        trigrams.index("tickets_message", "to_name"),
        trigrams.index("tickets_message", "to_email"),
        trigrams.index("tickets_message", "subject"),
    ]
