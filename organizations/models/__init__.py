"""Who: staff, tenants, customers, their mapping, contacts, connections, domains, audit."""

from .api import ApiKey, IdempotencyKey, WebhookDelivery, WebhookEndpoint
from .attention import Attention
from .audit import Counter, Event, PublicEvent, Seal
from .connection import Connection, Stage, Verification
from .contact import Contact
from .customer import Customer
from .domain import Domain
from .note import Note
from .organization import Organization
from .own_failure import OwnFailure
from .saved_view import SavedView
from .session import Session
from .sign_in import SignInDay, SignInLine
from .subscription import Subscription
from .tenant import Tenant
from .user import User

__all__ = [
    "ApiKey",
    "Attention",
    "Connection",
    "Contact",
    "Counter",
    "Customer",
    "Domain",
    "Event",
    "IdempotencyKey",
    "Note",
    "Organization",
    "OwnFailure",
    "PublicEvent",
    "SavedView",
    "Seal",
    "Session",
    "SignInDay",
    "SignInLine",
    "Stage",
    "Subscription",
    "Tenant",
    "User",
    "Verification",
    "WebhookDelivery",
    "WebhookEndpoint",
]
