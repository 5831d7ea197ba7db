"""What a tenant has to choose from, read from Auth0; applications: organizations.services."""

from django.core.cache import cache

from organizations.clients import auth0
from organizations.models import Tenant

_SECONDS = 60


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
