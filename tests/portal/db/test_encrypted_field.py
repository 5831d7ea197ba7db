import pytest
from cryptography.fernet import Fernet
from django.db import connection

from organizations.models import Tenant
from tests.factories import make_tenant

SECRET = "a secret of the customer's tenant"


def stored(tenant: Tenant) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT client_secret FROM organizations_tenant WHERE id = %s", [tenant.pk])
        return str(cursor.fetchone()[0])


def test_saving_a_secret_encrypts_it(db):
    tenant = make_tenant(client_secret=SECRET)

    assert SECRET not in stored(tenant)
    assert Tenant.objects.get(pk=tenant.pk).client_secret == SECRET


def test_rotating_keys_keeps_old_secrets_readable(db, settings):
    tenant = make_tenant(client_secret=SECRET)
    before = stored(tenant)

    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *settings.ENCRYPTION_KEYS]
    rotated = Tenant.objects.get(pk=tenant.pk)
    rotated.save(update_fields=["client_secret"])
    settings.ENCRYPTION_KEYS = settings.ENCRYPTION_KEYS[:1]

    assert stored(tenant) != before
    assert Tenant.objects.get(pk=tenant.pk).client_secret == SECRET


def test_filtering_by_a_secret_is_refused(db):
    with pytest.raises(TypeError, match="client_secret is encrypted"):
        Tenant.objects.filter(client_secret=SECRET).count()
