"""The keys by which systems of the company call the API, and what each may do."""

from .keys import create_key, find_key, revoke_key, rotate_key
from .scopes import SCOPES

__all__ = ["SCOPES", "create_key", "find_key", "revoke_key", "rotate_key"]
