"""Decide and write: the verbs of this app, read through the module: `services.map_…`."""

from .adopt import Found, adopt_connection, find_connections, search_connections
from .contacts import add_contact, change_contact, remove_contact
from .customers import (
    archive_customer,
    change_customer,
    create_customer,
    unarchive_customer,
    with_live_tickets,
)
from .direct import create_connection, finish_connection, is_half_done
from .due import look_soon, looks_due
from .enable import enable_connection
from .endings import Ending, endings
from .look import look
from .mapping import create_organization, map_organization, unmap_organization
from .plan import check_connection_name_free, plan_connection, propose_connection_name
from .refresh import accept_rename, organizations_due, refresh_organization
from .suggest import Candidate, search_organizations, suggest_organizations
from .tenants import change_tenant, check_tenant, create_tenant

__all__ = [
    "Candidate",
    "Ending",
    "Found",
    "accept_rename",
    "add_contact",
    "adopt_connection",
    "archive_customer",
    "change_contact",
    "change_customer",
    "change_tenant",
    "check_connection_name_free",
    "check_tenant",
    "create_connection",
    "create_customer",
    "create_organization",
    "create_tenant",
    "enable_connection",
    "endings",
    "find_connections",
    "finish_connection",
    "is_half_done",
    "look",
    "look_soon",
    "looks_due",
    "map_organization",
    "organizations_due",
    "plan_connection",
    "propose_connection_name",
    "refresh_organization",
    "remove_contact",
    "search_connections",
    "search_organizations",
    "suggest_organizations",
    "unarchive_customer",
    "unmap_organization",
    "with_live_tickets",
]
