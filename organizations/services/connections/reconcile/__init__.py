"""Bring a connection in line with what Auth0 shows of it."""

from .connection import reconcile
from .refresh import refresh_connection

__all__ = ["reconcile", "refresh_connection"]
