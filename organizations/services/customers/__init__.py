"""Customers, their contacts, notes, saved views, and exports."""

from .contacts import add_contact, change_contact, remove_contact
from .customers import archive_customer, change_customer, create_customer, unarchive_customer
from .duplicates import similar_customers
from .exports import CUSTOMER_COLUMNS, EVENT_COLUMNS, export_customers, export_events
from .handing_over import hand_over_customers
from .merging import Plan, merge_customers, plan_merge, unmerge_customers
from .notes import add_note, change_note, delete_note
from .reachability import note_bounce, note_reached, opt_out
from .saved_views import change_view, delete_view, save_view

__all__ = [
    "CUSTOMER_COLUMNS",
    "EVENT_COLUMNS",
    "Plan",
    "add_contact",
    "add_note",
    "archive_customer",
    "change_contact",
    "change_customer",
    "change_note",
    "change_view",
    "create_customer",
    "delete_note",
    "delete_view",
    "export_customers",
    "export_events",
    "hand_over_customers",
    "merge_customers",
    "note_bounce",
    "note_reached",
    "opt_out",
    "plan_merge",
    "remove_contact",
    "save_view",
    "similar_customers",
    "unarchive_customer",
    "unmerge_customers",
]
