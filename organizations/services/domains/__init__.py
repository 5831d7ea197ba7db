"""Domains: added, verified, looked up in DNS, routed to a connection."""

from .domains import accept_record, add_domain, force_verified, remove_domain
from .lookups import check_domain, look_up_soon, lookups_due
from .records import await_domains, enter_record, logged_domain_events

__all__ = [
    "accept_record",
    "add_domain",
    "await_domains",
    "check_domain",
    "enter_record",
    "force_verified",
    "logged_domain_events",
    "look_up_soon",
    "lookups_due",
    "remove_domain",
]
