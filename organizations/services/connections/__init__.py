"""Connections: named, created, adopted, enabled, reconciled with Auth0."""

from .adopt import adopt_connection, find_connections, search_connections
from .create import create_connection, finish_connection, is_half_done
from .due import reconcile_soon, reconciles_due
from .enable import enable_connection
from .expiries import expiries, notices
from .naming import check_connection_name_free, plan_connection, propose_connection_name
from .our_values import our_values
from .reconcile import reconcile, refresh_connection
from .secret_expiry import (
    forget_secret_expiry,
    has_secret,
    last_day,
    refused,
    set_secret_expiry,
)
from .update import known_settings, read_settings, update_connection

__all__ = [
    "adopt_connection",
    "check_connection_name_free",
    "create_connection",
    "enable_connection",
    "expiries",
    "find_connections",
    "finish_connection",
    "forget_secret_expiry",
    "has_secret",
    "is_half_done",
    "known_settings",
    "last_day",
    "notices",
    "our_values",
    "plan_connection",
    "propose_connection_name",
    "read_settings",
    "reconcile",
    "reconcile_soon",
    "reconciles_due",
    "refresh_connection",
    "refused",
    "search_connections",
    "set_secret_expiry",
    "update_connection",
]
