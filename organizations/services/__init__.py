"""Decide and write: the verbs of this app, read through the module: `services.map_…`."""

from .contacts import add_contact, change_contact, remove_contact
from .customers import (
    archive_customer,
    change_customer,
    create_customer,
    unarchive_customer,
    with_live_tickets,
)
from .mapping import create_organization, map_organization, unmap_organization
from .plan import check_connection_name_free, plan_connection, propose_connection_name
from .refresh import accept_rename, organizations_due, refresh_organization
from .suggest import Candidate, search_organizations, suggest_organizations
from .tenants import change_tenant, check_tenant, create_tenant

__all__ = [
    "Candidate",
    "accept_rename",
    "add_contact",
    "archive_customer",
    "change_contact",
    "change_customer",
    "change_tenant",
    "check_connection_name_free",
    "check_tenant",
    "create_customer",
    "create_organization",
    "create_tenant",
    "map_organization",
    "organizations_due",
    "plan_connection",
    "propose_connection_name",
    "refresh_organization",
    "remove_contact",
    "search_organizations",
    "suggest_organizations",
    "unarchive_customer",
    "unmap_organization",
    "with_live_tickets",
]
