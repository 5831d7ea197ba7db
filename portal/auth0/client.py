"""One Auth0 tenant, with a resource for everything the portal does there."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from portal.auth0.resources.clients import Clients
from portal.auth0.resources.connections import Connections
from portal.auth0.resources.custom_domains import CustomDomains
from portal.auth0.resources.discovery_domains import DiscoveryDomains
from portal.auth0.resources.enabled_connections import EnabledConnections
from portal.auth0.resources.log_streams import LogStreams
from portal.auth0.resources.logs import Logs
from portal.auth0.resources.organizations import Organizations
from portal.auth0.resources.profiles import Profiles
from portal.auth0.resources.scim import Scim
from portal.auth0.resources.tickets import Tickets

from .attribute_profiles import AttributeProfiles
from .credentials import Credentials
from .errors import UnexpectedAnswer
from .transport.retries import deliver
from .transport.session import Limiter, Session, Watch
from .transport.tokens import TokenSource
from .transport.wire import Transport, Wire


class Auth0:
    """Calls one tenant; keep one per process and share it between threads.

    `base_url` is the tenant's canonical address (not a custom domain), or the sandbox's.
    `audience` names the tenant where the address does not; by default it is the address's
    /api/v2/. `limiter` shares the tenant's rate limit with the other processes, `watch` is told
    whether the tenant answers, `transport` replaces the network.
    """

    def __init__(
        self,
        base_url: str,
        credentials: Credentials,
        *,
        audience: str = "",
        limiter: Limiter | None = None,
        watch: Watch | None = None,
        transport: Transport | None = None,
    ) -> None:
        wire = Wire(base_url, transport)
        audience = audience or f"{wire.base_url}/api/v2/"
        self._use(Session(wire, TokenSource(wire, credentials, audience), limiter, watch))

    def urgently(self) -> Auth0:
        """The same tenant for a person who waits: goes before background work in the limiter."""
        sibling = object.__new__(type(self))
        mine = self._session
        sibling._use(Session(mine.wire, mine.tokens, mine.limiter, mine.watch, urgent=True))
        return sibling

    def granted_scopes(self) -> frozenset[str]:
        """What the application may do in this tenant.

        A token is kept for hours, so a grant of the last hours may be missing; a new Auth0
        object asks anew. Raises BadCredentials, Unavailable.
        """
        return self._session.tokens.get().scopes

    def server_time(self) -> datetime:
        """What time it is there, to the second, by the Date header of its public configuration.

        https://auth0.com/docs/get-started/applications/configure-applications-with-oidc-discovery
        Raises Unavailable, and UnexpectedAnswer without such a header.
        """
        wire = self._session.wire
        answer = deliver(
            lambda: wire.send("GET", "/.well-known/openid-configuration"), repeatable=True
        )
        try:
            return parsedate_to_datetime(answer.headers.get("date", "")).astimezone(UTC)
        except ValueError:
            raise UnexpectedAnswer(
                "Auth0 responded without a date.", status=answer.status, request_id=""
            ) from None

    def _use(self, session: Session) -> None:
        self._session = session
        self.organizations = Organizations(session)
        self.enabled_connections = EnabledConnections(session)
        self.discovery_domains = DiscoveryDomains(session)
        self.profiles = Profiles(session)
        self.attribute_profiles = AttributeProfiles(session)
        self.tickets = Tickets(session)
        self.connections = Connections(session)
        self.scim = Scim(session)
        self.clients = Clients(session)
        self.custom_domains = CustomDomains(session)
        self.logs = Logs(session)
        self.log_streams = LogStreams(session)
