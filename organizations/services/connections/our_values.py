"""What a connection's identity provider has to know about our side."""

from organizations.identity_providers.our_side import Value, our_side
from organizations.models import Connection


def our_values(connection: Connection) -> list[Value]:
    """Return what to enter there; nothing for a connection that Auth0 doesn't have yet."""
    if not connection.auth0_id:
        return []
    tenant = connection.tenant
    return our_side(
        connection.strategy,
        connection=connection.name,
        domain=tenant.domain,
        custom_domain=tenant.custom_domain,
    )
