"""What the search over customers looks into."""

from django.db import migrations

from portal import trigrams


class Migration(migrations.Migration):
    dependencies = [("organizations", "0003_indexes_of_lists")]

    operations = [
        trigrams.index("organizations_customer", "name"),
        trigrams.index("organizations_customer", "external_id"),
        trigrams.index("organizations_organization", "name"),
        trigrams.index("organizations_organization", "display_name"),
        trigrams.index("organizations_connection", "name"),
        trigrams.index("organizations_connection", "display_name"),
        trigrams.index("organizations_domain", "name"),
        trigrams.index("organizations_contact", "name"),
        trigrams.index("organizations_contact", "email"),
    ]
