"""Auth0 tenants, their applications, and their log streams."""

from .applications import application_names, applications, learn_usual, usual_applications
from .log_stream import hook_url, start_log_stream, stop_log_stream
from .tenants import change_tenant, check_tenant, create_tenant, examine_tenant

__all__ = [
    "application_names",
    "applications",
    "change_tenant",
    "check_tenant",
    "create_tenant",
    "examine_tenant",
    "hook_url",
    "learn_usual",
    "start_log_stream",
    "stop_log_stream",
    "usual_applications",
]
