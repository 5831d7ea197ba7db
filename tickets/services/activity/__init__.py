"""What Auth0 tells: logs, polled or pushed, and the nightly inventory."""

from .ingest import connections_named, forget_old_lines, ingest_logs
from .inventory import inventories_due, take_inventory
from .poll import poll_logs, tenants_to_poll

__all__ = [
    "connections_named",
    "forget_old_lines",
    "ingest_logs",
    "inventories_due",
    "poll_logs",
    "take_inventory",
    "tenants_to_poll",
]
