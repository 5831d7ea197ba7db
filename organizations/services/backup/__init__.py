"""All data of the portal as one encrypted file, and back, for SQLite and PostgreSQL alike."""

from .restoring import restore
from .sealing import backup_key
from .writing import back_up

__all__ = ["back_up", "backup_key", "restore"]
