"""Mails: rendered, queued, sent, and tracked."""

from .codes import mail_code
from .queue import preview
from .send import messages_due
from .tracking import note_delivery

__all__ = [
    "mail_code",
    "messages_due",
    "note_delivery",
    "preview",
]
