"""What Auth0 shows of one connection, gathered from the calls it takes. Writes nothing."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from organizations.models import Connection
from organizations.names import domain_from_auth0
from portal import auth0
from portal.auth0 import Auth0, DiscoveryDomain, MissingScope, NotFound, ScimToken, each


@dataclass(frozen=True, slots=True)
class Auth0State:
    """`found` is None when there is no such connection; `tokens` None when they cannot be read."""

    found: auth0.Connection | None
    clients: tuple[str, ...] = ()
    organization_enabled: bool = False
    discovery: tuple[DiscoveryDomain, ...] = ()
    tokens: tuple[ScimToken, ...] | None = None

    @property
    def aliases(self) -> list[str]:
        """The domains that lead to the connection, as we keep them and sorted."""
        aliases = map(domain_from_auth0, self.found.domain_aliases if self.found else ())
        return sorted({*aliases} - {""})

    @property
    def token_end(self) -> datetime | None:
        """When the last SCIM token ends; None while one has no end, or there is none."""
        return _last_end(self.tokens or ())


def read_auth0_state(connection: Connection, client: Auth0) -> Auth0State:
    """Ask Auth0 for everything that tells where a connection stands: one to six calls.

    Raises Auth0Error. Whatever Auth0 deletes between two calls counts as not there.
    https://auth0.com/docs/api/management/v2/connections/get-connections
    """
    found = _find(connection, client)
    if found is None:
        return Auth0State(None)
    try:
        clients = tuple(sorted(client.connections.clients(found.id)))
    except NotFound:
        return Auth0State(None)
    tokens = None
    with suppress(MissingScope):  # provisioning is not everybody's business
        # Only what is in use has tokens that can end.
        tokens = client.scim.tokens(found.id) if clients else ()
    auth0_state = Auth0State(found, clients=clients, tokens=tokens)
    if connection.organization is None:
        return auth0_state
    organization_id = connection.organization.auth0_id
    return replace(
        auth0_state,
        organization_enabled=_enabled(client, organization_id, found.id),
        discovery=_discovery(client, organization_id),
    )


def _find(connection: Connection, client: Auth0) -> auth0.Connection | None:
    if connection.auth0_id:
        with suppress(NotFound):
            return client.connections.get(connection.auth0_id)
    # Not there yet, or deleted and made again under the same name.
    return client.connections.by_name(connection.name)


def _enabled(client: Auth0, organization_id: str, connection_id: str) -> bool:
    try:
        client.enabled_connections.get(organization_id, connection_id)
    except NotFound:
        return False
    return True


def _discovery(client: Auth0, organization_id: str) -> tuple[DiscoveryDomain, ...]:
    try:
        return tuple(
            each(lambda start: client.discovery_domains.list(organization_id, start=start))
        )
    except NotFound:
        return ()


def _last_end(tokens: Iterable[ScimToken]) -> datetime | None:
    ends = [token.valid_until for token in tokens]
    known = [end for end in ends if end is not None]
    # While a token is renewed there are two: what counts is how long provisioning works.
    return max(known) if known and len(known) == len(ends) else None
