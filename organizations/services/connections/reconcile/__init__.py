"""Bring a connection in line with what Auth0 shows of it."""

from .connection import reconcile

__all__ = ["reconcile"]
