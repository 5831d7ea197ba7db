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
from .sign_in import SignInDay, SignInLine, SignInTrouble
from .staff.saved_view import SavedView
from .staff.session import Session
from .staff.subscription import Subscription
from .staff.user import User
from .tenant import Tenant

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
    "SignInTrouble",
    "Stage",
    "Subscription",
    "Tenant",
    "User",
    "Verification",
    "WebhookDelivery",
    "WebhookEndpoint",
]
