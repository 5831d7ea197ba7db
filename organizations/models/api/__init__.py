"""Who may call the API, what they asked already, and who is called."""

from .api_key import ApiKey
from .idempotency_key import IdempotencyKey
from .webhook_delivery import WebhookDelivery
from .webhook_endpoint import WebhookEndpoint

__all__ = ["ApiKey", "IdempotencyKey", "WebhookDelivery", "WebhookEndpoint"]
