"""Tell the company's systems what happens, at their own addresses: Standard Webhooks.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from .delivering import deliver_due
from .endpoints import (
    change_endpoint,
    create_endpoint,
    delete_endpoint,
    disable_endpoint,
    enable_endpoint,
    kinds,
    rotate_secret,
)
from .forgetting import forget_deliveries
from .message import body_of, id_of
from .resending import resend, resend_failed, send_test
from .words import send_word, words_due

__all__ = [
    "body_of",
    "change_endpoint",
    "create_endpoint",
    "delete_endpoint",
    "deliver_due",
    "disable_endpoint",
    "enable_endpoint",
    "forget_deliveries",
    "id_of",
    "kinds",
    "resend",
    "resend_failed",
    "rotate_secret",
    "send_test",
    "send_word",
    "words_due",
]
