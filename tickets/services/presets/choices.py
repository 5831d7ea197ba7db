"""What a tenant has to choose from, read from Auth0; applications: organizations.services."""

from itertools import islice

from django.core.cache import cache

from organizations.auth0_clients import auth0
from organizations.models import Tenant
from portal.auth0 import Auth0Error, each

_SECONDS = 60
_MOST = 500


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


def attribute_profiles(tenant: Tenant) -> list[tuple[str, str]] | None:
    """Return the tenant's user attribute profiles as (id, name), by name.

    None where Auth0 does not list them: the permission is new, and not every plan has them.
    https://auth0.com/docs/api/management/v2/user-attribute-profiles/get-user-attribute-profiles
    """
    api = auth0(tenant).urgently().attribute_profiles
    try:
        found = [*islice(each(lambda start: api.list(start=start)), _MOST)]
    except Auth0Error:
        return None
    return sorted(((one.id, one.name or one.id) for one in found), key=lambda one: one[1].lower())
