"""The Management API, one file per area of Auth0's reference."""

from portal.local.auth0_sandbox.http.routing import Api

from . import (
    attribute_profiles,
    client_grants,
    clients,
    custom_domains,
    event_streams,
    log_streams,
    logs,
    profiles,
    rules,
    tickets,
)
from .connection import connection_clients, connections, directory_provisioning, scim
from .organization import (
    discovery_domains,
    enabled_connections,
    organization_connections,
    organizations,
)

API = Api(
    area.routes
    for area in (
        attribute_profiles,
        client_grants,
        clients,
        connection_clients,
        connections,
        custom_domains,
        directory_provisioning,
        discovery_domains,
        enabled_connections,
        event_streams,
        log_streams,
        logs,
        organization_connections,
        organizations,
        profiles,
        rules,
        scim,
        tickets,
    )
)
