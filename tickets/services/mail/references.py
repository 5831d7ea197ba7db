"""How a mail of ours is known again, of this installation and of no other."""

import hashlib
import re
import secrets

from django.conf import settings

from tickets.models import Message

_REFERENCE = re.compile(r"([1-9][0-9]{0,17})\.[0-9a-f]{24}", re.ASCII)


def reference_to(message: Message) -> str:
    """Return what names a mail of this installation and of no other."""
    return _reference(message.pk)


def number_in(reference: str) -> int | None:
    """Return the primary key of the mail that a reference of ours names."""
    match = _REFERENCE.fullmatch(reference)
    if match is None or not secrets.compare_digest(_reference(int(match[1])), reference):
        return None
    return int(match[1])


def _reference(number: int) -> str:
    digest = hashlib.sha256(f"{settings.SECRET_KEY}:{number}".encode()).hexdigest()[:24]
    return f"{number}.{digest}"
