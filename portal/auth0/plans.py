"""Auth0's published limits per plan: what may be called how often.

https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """Endpoints that share a limit. OTHER is everything without a row of its own."""

    LIST_ORGANIZATIONS = "list-organizations"
    READ_ORGANIZATION = "read-organization"
    READ_ORGANIZATION_BY_NAME = "read-organization-by-name"
    WRITE_ORGANIZATIONS = "write-organizations"
    READ_ORGANIZATION_CONNECTIONS = "read-organization-connections"
    WRITE_ORGANIZATION_CONNECTIONS = "write-organization-connections"
    READ_CONNECTIONS = "read-connections"
    READ_CLIENTS = "read-clients"
    READ_LOGS = "read-logs"
    OTHER = "other"


@dataclass(frozen=True)
class Bucket:
    """A token bucket: `burst` requests at once, refilled at `per_second`."""

    burst: int
    per_second: float


@dataclass(frozen=True)
class Plan:
    """The limits of one plan. `overall` counts every request, before the group's own limit."""

    overall: Bucket | None
    groups: Mapping[Group, Bucket]

    def buckets(self, group: Group) -> Sequence[tuple[str, Bucket]]:
        """The buckets that a request of `group` draws from, each with its name."""
        found = [("overall", self.overall)] if self.overall else []
        own = self.groups.get(group)
        return [*found, (group.value, own)] if own else found


def _per_minute(burst: int, requests: int) -> Bucket:
    return Bucket(burst, requests / 60)


_ENTERPRISE_GROUPS = {
    Group.LIST_ORGANIZATIONS: _per_minute(10, 100),
    Group.READ_ORGANIZATION: _per_minute(10, 100),
    Group.READ_ORGANIZATION_BY_NAME: _per_minute(20, 200),
    Group.WRITE_ORGANIZATIONS: _per_minute(5, 150),
    Group.READ_ORGANIZATION_CONNECTIONS: _per_minute(10, 100),
    Group.WRITE_ORGANIZATION_CONNECTIONS: _per_minute(5, 150),
}

PLANS: Mapping[str, Plan] = {
    "free": Plan(Bucket(2, 2), {}),
    "essentials": Plan(
        None,
        {
            Group.LIST_ORGANIZATIONS: _per_minute(5, 50),
            Group.READ_ORGANIZATION: _per_minute(20, 200),
            Group.READ_ORGANIZATION_BY_NAME: _per_minute(10, 100),
            Group.WRITE_ORGANIZATIONS: _per_minute(5, 25),
            Group.READ_ORGANIZATION_CONNECTIONS: _per_minute(5, 50),
            Group.WRITE_ORGANIZATION_CONNECTIONS: _per_minute(5, 25),
            Group.READ_CONNECTIONS: _per_minute(5, 50),
            Group.READ_CLIENTS: _per_minute(5, 100),
            Group.READ_LOGS: _per_minute(10, 100),
            Group.OTHER: _per_minute(10, 150),
        },
    ),
    "enterprise": Plan(Bucket(50, 16), _ENTERPRISE_GROUPS),
    "enterprise-staging": Plan(Bucket(10, 2), _ENTERPRISE_GROUPS),
    "unlimited": Plan(None, {}),
}


def group_of(method: str, path: Sequence[str]) -> Group:
    """Which limit a call counts against; `path` is its segments below /api/v2."""
    reading = method == "GET"
    match path:
        case ("organizations",) | ("organizations", "search") if reading:
            return Group.LIST_ORGANIZATIONS
        case ("organizations", "name", _):
            return Group.READ_ORGANIZATION_BY_NAME
        case ("organizations", _) if reading:
            return Group.READ_ORGANIZATION
        case ("organizations",) | ("organizations", _):
            return Group.WRITE_ORGANIZATIONS
        case ("organizations", _, "enabled_connections", *_):
            if reading:
                return Group.READ_ORGANIZATION_CONNECTIONS
            return Group.WRITE_ORGANIZATION_CONNECTIONS
        case ("connections",) | ("connections", _) | ("connections", _, "clients") if reading:
            return Group.READ_CONNECTIONS
        case ("clients",) if reading:
            return Group.READ_CLIENTS
        case ("logs", *_):
            return Group.READ_LOGS
    return Group.OTHER


# What paths are made of besides ids and names, each of them below /api/v2.
_WORDS = frozenset(
    {
        *("clients", "connections", "custom-domains", "custom-text", "discovery-domains"),
        *("enabled_connections", "log-streams", "logs", "name", "organizations", "revoke"),
        *("scim-configuration", "search", "self-service-profiles", "sso-ticket", "tokens"),
        *("user-attribute-profiles", "en", "get-started"),
    }
)


def endpoint_of(method: str, path: Sequence[str]) -> str:
    """Name a call without its ids: "GET organizations/:id"; there are a few dozen of them."""
    return f"{method} {'/'.join(part if part in _WORDS else ':id' for part in path)}"
