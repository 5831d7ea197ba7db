"""What the portal's application must be allowed in a tenant, and why, in plain words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """A permission of the Management API. `instead`: another one that serves as well."""

    name: str
    reason: str
    instead: str = ""


NEEDED = (
    Scope("read:self_service_profiles", "show the self-service profiles to choose from"),
    Scope("create:self_service_profiles", "create self-service profiles"),
    Scope("update:self_service_profiles", "change self-service profiles"),
    Scope("delete:self_service_profiles", "delete self-service profiles"),
    Scope("read:self_service_profile_custom_texts", "show a profile's introduction"),
    Scope("update:self_service_profile_custom_texts", "write a profile's introduction"),
    Scope("read:user_attribute_profiles", "choose a user attribute profile by name"),
    Scope("create:sso_access_tickets", "issue access tickets"),
    Scope("delete:sso_access_tickets", "revoke access tickets"),
    Scope("read:organizations", "find a customer's organization and notice changes"),
    Scope("create:organizations", "create an organization for a new customer"),
    Scope("update:organizations", "save the customer's ID on its organization"),
    Scope("read:organization_connections", "see which connections an organization uses"),
    Scope("create:organization_connections", "enable a connection for an organization"),
    Scope("update:organization_connections", "change how an organization uses a connection"),
    Scope("delete:organization_connections", "remove a connection from an organization"),
    Scope("read:organization_discovery_domains", "see pending domains and their TXT records"),
    Scope("create:organization_discovery_domains", "add a domain to an organization"),
    Scope("update:organization_discovery_domains", "mark a domain as verified"),
    Scope("delete:organization_discovery_domains", "remove a domain from an organization"),
    Scope("read:connections", "see whether a connection exists and is enabled"),
    Scope("read:connections_options", "see a connection's domains and certificate expiry"),
    Scope("create:connections", "create a connection from what a customer sent"),
    Scope("update:connections", "enable a connection for applications and change how it is shown"),
    Scope("update:connections_options", "set the domains that route to a connection"),
    Scope("delete:connections", "delete a connection"),
    Scope("read:clients", "pick applications by name", instead="read:client_summary"),
    Scope("read:custom_domains", "choose the custom domain of the assistant"),
    Scope("read:scim_config", "see whether provisioning is set up"),
    Scope("read:scim_token", "warn before a provisioning token expires"),
    Scope("read:logs", "see how far a customer has come in the assistant"),
    Scope("read:log_streams", "see whether log streaming is enabled"),
    Scope("create:log_streams", "enable log streaming to the portal"),
    Scope("update:log_streams", "pause and resume log streaming"),
    Scope("delete:log_streams", "disable log streaming"),
)

HOW_TO_GRANT = (
    "In the Auth0 Dashboard, go to Applications → APIs → Auth0 Management API → Machine "
    "to Machine Applications. Expand the portal's application, select the scopes, and "
    "choose Update. Then check again."
)


def missing(granted: Collection[str]) -> tuple[Scope, ...]:
    """Those of NEEDED that `granted` does not cover."""
    return tuple(
        scope
        for scope in NEEDED
        if scope.name not in granted and (not scope.instead or scope.instead not in granted)
    )
