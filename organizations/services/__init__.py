"""Decide and write: the verbs of this app, read through the module: `services.map_…`."""

from .account_mails import account_mails_due, send_account_mail
from .adopt import Found, adopt_connection, find_connections, search_connections
from .applications import applications
from .contacts import add_contact, change_contact, remove_contact
from .customers import (
    archive_customer,
    change_customer,
    create_customer,
    unarchive_customer,
    with_live_tickets,
)
from .direct import create_connection, finish_connection, is_half_done
from .domains import accept_record, add_domain, force_verified, remove_domain
from .due import look_soon, looks_due
from .enable import enable_connection
from .endings import Ending, endings, notices
from .exports import CUSTOMER_COLUMNS, EVENT_COLUMNS, export_customers, export_events
from .log_stream import hook_url, start_log_stream, stop_log_stream
from .look import look
from .lookups import check_domain, look_up_soon, lookups_due
from .mapping import create_organization, map_organization, unmap_organization
from .notes import add_note, change_note, delete_note
from .plan import check_connection_name_free, plan_connection, propose_connection_name
from .reachability import note_bounce, note_reached, opt_out
from .records import await_domains, enter_record, told_of_domains
from .refresh import accept_rename, organizations_due, refresh_due, refresh_organization
from .saved_views import change_view, delete_view, save_view
from .staff import (
    activate_staff,
    change_staff,
    deactivate_staff,
    invite_again,
    invite_staff,
    reset_second_factors,
)
from .suggest import (
    Candidate,
    find_organization,
    organizations_like,
    search_organizations,
    suggest_organizations,
)
from .tenants import change_tenant, check_tenant, create_tenant

__all__ = [
    "CUSTOMER_COLUMNS",
    "EVENT_COLUMNS",
    "Candidate",
    "Ending",
    "Found",
    "accept_record",
    "accept_rename",
    "account_mails_due",
    "activate_staff",
    "add_contact",
    "add_domain",
    "add_note",
    "adopt_connection",
    "applications",
    "archive_customer",
    "await_domains",
    "change_contact",
    "change_customer",
    "change_note",
    "change_staff",
    "change_tenant",
    "change_view",
    "check_connection_name_free",
    "check_domain",
    "check_tenant",
    "create_connection",
    "create_customer",
    "create_organization",
    "create_tenant",
    "deactivate_staff",
    "delete_note",
    "delete_view",
    "enable_connection",
    "endings",
    "enter_record",
    "export_customers",
    "export_events",
    "find_connections",
    "find_organization",
    "finish_connection",
    "force_verified",
    "hook_url",
    "invite_again",
    "invite_staff",
    "is_half_done",
    "look",
    "look_soon",
    "look_up_soon",
    "looks_due",
    "lookups_due",
    "map_organization",
    "note_bounce",
    "note_reached",
    "notices",
    "opt_out",
    "organizations_due",
    "organizations_like",
    "plan_connection",
    "propose_connection_name",
    "refresh_due",
    "refresh_organization",
    "remove_contact",
    "remove_domain",
    "reset_second_factors",
    "save_view",
    "search_connections",
    "search_organizations",
    "send_account_mail",
    "start_log_stream",
    "stop_log_stream",
    "suggest_organizations",
    "told_of_domains",
    "unarchive_customer",
    "unmap_organization",
    "with_live_tickets",
]
