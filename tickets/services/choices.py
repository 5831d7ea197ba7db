"""What a tenant has to choose from, read from Auth0 and kept for a minute."""

from django.core.cache import cache

from organizations.clients import auth0
from organizations.models import Tenant
from portal.auth0.paging import each

_SECONDS = 60
_MOST_CLIENTS = 500


def applications(tenant: Tenant) -> list[tuple[str, str]]:
    """Return the tenant's applications as (client id, name), by name. Raises Auth0Error.

    https://auth0.com/docs/api/management/v2/clients/get-clients
    """

    def read() -> list[tuple[str, str]]:
        clients = auth0(tenant).urgently().clients
        found = []
        for client in each(lambda start: clients.list(start=start)):
            found.append((client.client_id, client.name or client.client_id))
            if len(found) == _MOST_CLIENTS:
                break
        return sorted(found, key=lambda one: one[1].lower())

    return cache.get_or_set(f"applications:{tenant.pk}", read, _SECONDS) or []


def assistant_domains(tenant: Tenant) -> list[str]:
    """Return the custom domains that are ready to host the assistant. Raises Auth0Error.

    https://auth0.com/docs/api/management/v2/custom-domains/get-custom-domains
    """

    def read() -> list[str]:
        domains = auth0(tenant).urgently().custom_domains.list().items
        return sorted(domain.domain for domain in domains if domain.is_ready)

    return cache.get_or_set(f"custom-domains:{tenant.pk}", read, _SECONDS) or []


def profiles(tenant: Tenant) -> list[tuple[str, str]]:
    """Return the tenant's self-service profiles as (id, name), by name. Raises Auth0Error.

    https://auth0.com/docs/api/management/v2/self-service-profiles/get-self-service-profiles
    """
    found = auth0(tenant).urgently().profiles.list().items
    return sorted(((one.id, one.name or one.id) for one in found), key=lambda one: one[1].lower())
