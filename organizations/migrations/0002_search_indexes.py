from django.db import migrations

from portal.db import trigrams


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial")]

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
        trigrams.index("organizations_event", "actor_name"),
    ]
