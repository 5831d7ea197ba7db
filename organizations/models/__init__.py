"""Who: staff, tenants, customers, their mapping, contacts, connections, domains, audit."""

from .attention import Attention
from .connection import Connection, Stage, Verification
from .contact import Contact
from .customer import Customer
from .domain import Domain
from .event import Event
from .note import Note
from .organization import Organization
from .saved_view import SavedView
from .tenant import Tenant
from .user import User

__all__ = [
    "Attention",
    "Connection",
    "Contact",
    "Customer",
    "Domain",
    "Event",
    "Note",
    "Organization",
    "SavedView",
    "Stage",
    "Tenant",
    "User",
    "Verification",
]
