"""The applications of a tenant, to pick from by name."""

from collections import Counter
from itertools import islice

from django.core.cache import cache

from organizations import auth0_clients
from organizations.models import Tenant
from portal.auth0 import Client, each

_SECONDS = 60
_MOST = 500
_WITH_ORGANIZATIONS = ("allow", "require")


def applications(tenant: Tenant, *, with_organizations: bool) -> list[tuple[str, str]]:
    """Return (client id, name) by name, as Auth0 had them within the last minute.

    Where several have one name, each has its client id behind it.
    `with_organizations` leaves out those that let nobody sign in through an organization. Auth0
    does not tell which they are to whom may read summaries only: then all are offered. Raises
    Auth0Error.
    https://auth0.com/docs/api/management/v2/clients/get-clients
    """

    def read() -> list[Client]:
        api = auth0_clients.auth0(tenant).urgently().clients
        return list(islice(each(lambda start: api.list(start=start)), _MOST))

    found = cache.get_or_set(f"clients:{tenant.pk}", read, _SECONDS) or []
    namesakes = Counter(one.name for one in found)
    if with_organizations and any(one.organization_usage for one in found):
        found = [one for one in found if one.organization_usage in _WITH_ORGANIZATIONS]
    named = [
        (
            one.client_id,
            f"{one.name} ({one.client_id})"
            if one.name and namesakes[one.name] > 1
            else one.name or one.client_id,
        )
        for one in found
    ]
    return sorted(named, key=lambda pair: pair[1].lower())
