"""The Management API, one file per area of Auth0's reference."""

from portal.auth0_sandbox.api import (
    attribute_profiles,
    clients,
    connection_clients,
    connections,
    custom_domains,
    discovery_domains,
    enabled_connections,
    log_streams,
    logs,
    organizations,
    profiles,
    scim,
    tickets,
)
from portal.auth0_sandbox.routing import Api

API = Api(
    area.routes
    for area in (
        attribute_profiles,
        clients,
        connection_clients,
        connections,
        custom_domains,
        discovery_domains,
        enabled_connections,
        log_streams,
        logs,
        organizations,
        profiles,
        scim,
        tickets,
    )
)
