"""What workers do: each task loads a row by its primary key and calls one service."""

from . import connections, tickets

__all__ = ["connections", "tickets"]
