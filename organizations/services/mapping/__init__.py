"""Map customers to Auth0 organizations."""

from .mapping import create_organization, map_organization, unmap_organization
from .refresh import accept_rename, organizations_due, refresh_due, refresh_organization
from .suggest import (
    Candidate,
    find_organization,
    organizations_like,
    search_organizations,
    suggest_organizations,
)

__all__ = [
    "Candidate",
    "accept_rename",
    "create_organization",
    "find_organization",
    "map_organization",
    "organizations_due",
    "organizations_like",
    "refresh_due",
    "refresh_organization",
    "search_organizations",
    "suggest_organizations",
    "unmap_organization",
]
