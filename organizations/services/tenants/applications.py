"""The applications of a tenant, to pick from by name."""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import islice

from django.core.cache import cache

from organizations import auth0_clients
from organizations.models import Tenant
from portal.auth0 import Auth0Error, Client, each

_SECONDS = 60
_MOST = 500
# A name is only shown: it may be an old one.
_NAMES_SECONDS = 30 * 86_400
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
    cache.set(
        f"client-names:{tenant.pk}", {one.client_id: one.name for one in found}, _NAMES_SECONDS
    )
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


_usual: list[Callable[[Tenant], list[str]]] = []


def learn_usual(answer: Callable[[Tenant], list[str]]) -> None:
    """Let an app above this one tell which applications most connections of a tenant serve."""
    _usual.append(answer)


def usual_applications(tenant: Tenant) -> list[str]:
    """Return the client ids that most connections of a tenant are enabled for."""
    return list(dict.fromkeys(one for answer in _usual for one in answer(tenant)))


def application_names(tenant: Tenant, ids: Iterable[str]) -> dict[str, str]:
    """Return the names of applications by client id, as far as they are known.

    Auth0 is asked only if one isn't known, at most once a minute, and its trouble is none here.
    """
    wanted = set(ids)
    known: dict[str, str] = cache.get(f"client-names:{tenant.pk}") or {}
    if wanted - known.keys() and cache.add(f"client-names-asked:{tenant.pk}", True, _SECONDS):
        with suppress(Auth0Error):
            applications(tenant, with_organizations=False)
            known = cache.get(f"client-names:{tenant.pk}") or {}
    return {one: known[one] for one in wanted if known.get(one)}
