"""The one seam to Auth0 (and Keycard): a row or a setting becomes a client.

Demo and tests differ by URL only.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import structlog
from django.conf import settings

from organizations.models import Tenant
from portal.auth0 import Auth0, ClientSecret, PrivateKeyJwt
from portal.auth0.errors import Unavailable, request_id
from portal.auth0.transport.wire import Answer
from portal.external.keycard import Keycard
from portal.monitoring.metrics import calls
from portal.outages import AUTH0, away, back
from portal.ratelimit import RedisLimiter

log = structlog.get_logger("portal.auth0")


def auth0(tenant: Tenant, *, urgent: bool = False) -> Auth0:
    """Return the process's client for a tenant; it keeps its token and its HTTP connections.

    `urgent`: a person waits, so its calls go before background work in the rate limit.
    A change of address, credentials or plan leads to a new client, and so does a check of the
    tenant: a token knows only the permissions that were granted before it was made.
    """
    client = _client(
        tenant.api_url,
        tenant.api_audience,
        tenant.domain,
        tenant.plan,
        tenant.authentication,
        tenant.client_id,
        tenant.client_secret,
        tenant.private_key,
        tenant.key_id,
        tenant.checked_at,
    )
    return client.urgently() if urgent else client


def keycard() -> Keycard | None:
    """Return the client of Keycard's API; None where the company does not use Keycard."""
    if not settings.KEYCARD_API_KEY:
        return None
    return Keycard(settings.KEYCARD_URL, settings.KEYCARD_API_KEY)


@lru_cache(maxsize=64)
def _client(
    url: str,
    audience: str,
    domain: str,
    plan: str,
    authentication: str,
    client_id: str,
    client_secret: str,
    private_key: str,
    key_id: str,
    checked_at: datetime | None,
) -> Auth0:
    credentials: ClientSecret | PrivateKeyJwt
    if authentication == Tenant.Authentication.PRIVATE_KEY_JWT:
        credentials = PrivateKeyJwt(client_id, private_key, key_id=key_id)
    else:
        credentials = ClientSecret(client_id, client_secret)
    return Auth0(
        url,
        credentials,
        audience=audience,
        limiter=RedisLimiter(settings.REDIS_URL, domain, plan),
        watch=_Watch(domain),
    )


@dataclass(frozen=True, slots=True)
class _Watch:
    """Has the log tell of each request, and say when a tenant goes away and when it is back."""

    domain: str

    def asked(self, endpoint: str, answer: Answer | None, seconds: float) -> None:
        log.info(
            "auth0_request",
            tenant=self.domain,
            endpoint=endpoint,
            status=answer.status if answer else None,
            auth0_request_id=request_id(answer.headers) if answer else "",
            ms=round(seconds * 1000),
        )
        calls.count(self.domain, endpoint, answer, seconds)

    def away(self, error: Unavailable) -> None:
        away(AUTH0, error, of=self.domain)

    def back(self) -> None:
        back(AUTH0, of=self.domain)
