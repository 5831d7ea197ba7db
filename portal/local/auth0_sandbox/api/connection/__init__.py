"""Connections, and what hangs on one."""
