"""Decide and write: the verbs of this app. Read them through the module: `services.map_…`."""

from .plan import check_connection_name_free, plan_connection, propose_connection_name

__all__ = ["check_connection_name_free", "plan_connection", "propose_connection_name"]
