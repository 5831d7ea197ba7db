"""One Auth0 tenant, with a resource for everything the portal does there."""

from __future__ import annotations

from .clients import Clients
from .connections import Connections
from .credentials import Credentials
from .custom_domains import CustomDomains
from .discovery_domains import DiscoveryDomains
from .enabled_connections import EnabledConnections
from .log_streams import LogStreams
from .logs import Logs
from .organizations import Organizations
from .profiles import Profiles
from .scim import Scim
from .session import Limiter, Session
from .tickets import Tickets
from .tokens import TokenSource
from .wire import Transport, Wire


class Auth0:
    """Calls one tenant; keep one per process and share it between threads.

    `base_url` is the tenant's canonical address (not a custom domain), or the sandbox's.
    `audience` names the tenant where the address does not; by default it is the address's
    /api/v2/. `limiter` shares the tenant's rate limit with the other processes, `transport`
    replaces the network.
    """

    def __init__(
        self,
        base_url: str,
        credentials: Credentials,
        *,
        audience: str = "",
        limiter: Limiter | None = None,
        transport: Transport | None = None,
    ) -> None:
        wire = Wire(base_url, transport)
        audience = audience or f"{wire.base_url}/api/v2/"
        self._use(Session(wire, TokenSource(wire, credentials, audience), limiter))

    def urgently(self) -> Auth0:
        """The same tenant for a person who waits: goes before background work in the limiter."""
        sibling = object.__new__(type(self))
        mine = self._session
        sibling._use(Session(mine.wire, mine.tokens, mine.limiter, urgent=True))
        return sibling

    def granted_scopes(self) -> frozenset[str]:
        """What the application may do in this tenant.

        A token is kept for hours, so a grant of the last hours may be missing; a new Auth0
        object asks anew. Raises BadCredentials, Unavailable.
        """
        return self._session.tokens.get().scopes

    def _use(self, session: Session) -> None:
        self._session = session
        self.organizations = Organizations(session)
        self.enabled_connections = EnabledConnections(session)
        self.discovery_domains = DiscoveryDomains(session)
        self.profiles = Profiles(session)
        self.tickets = Tickets(session)
        self.connections = Connections(session)
        self.scim = Scim(session)
        self.clients = Clients(session)
        self.custom_domains = CustomDomains(session)
        self.logs = Logs(session)
        self.log_streams = LogStreams(session)
