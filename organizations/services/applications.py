"""The applications of a tenant, to pick from by name."""

from django.core.cache import cache

from organizations import clients
from organizations.models import Tenant
from portal.auth0 import each

_SECONDS = 60
_MOST = 500


def applications(tenant: Tenant) -> list[tuple[str, str]]:
    """Return (client id, name) by name, as Auth0 had them within the last minute.

    Raises Auth0Error.
    https://auth0.com/docs/api/management/v2/clients/get-clients
    """

    def read() -> list[tuple[str, str]]:
        api = clients.auth0(tenant).urgently().clients
        found = []
        for one in each(lambda start: api.list(start=start)):
            found.append((one.client_id, one.name or one.client_id))
            if len(found) == _MOST:
                break
        return sorted(found, key=lambda pair: pair[1].lower())

    return cache.get_or_set(f"applications:{tenant.pk}", read, _SECONDS) or []
