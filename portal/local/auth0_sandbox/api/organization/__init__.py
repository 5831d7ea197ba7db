"""Organizations, and what hangs on one."""
