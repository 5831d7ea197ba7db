"""Codes that a person types to show that mail to the invited address reaches them.

A code is made from the row of its mail by a keyed MAC: neither the database nor the cache holds
it, and sending the mail again sends the same code.
"""

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet

from portal import clock
from tickets.models import Link, Message

from . import queue

GOOD_FOR = timedelta(minutes=10)
# Between two codes for one link.
PAUSE = timedelta(minutes=1)


def mail_code(link: Link) -> Message:
    """Mail a code to the invited address; within a minute of the last one, that one stands."""
    sent = _codes(link)
    newest = sent.first()
    if newest and newest.created_at > clock.now() - PAUSE:
        return newest
    ticket = link.shared().tickets.select_related("connection__customer", "created_by").latest("pk")
    key = f"code:{link.pk}:{sent.count() + 1}"
    return queue.queue(Message.Kind.CODE, ticket, key=key, link=link)


def is_right(link: Link, typed: str) -> bool:
    """Answer whether this is the newest code mailed for the link, and still good."""
    newest = _codes(link).first()
    if newest is None or not is_good(newest):
        return False
    digits = "".join(filter(str.isdigit, typed))
    return hmac.compare_digest(digits.encode(), code_of(newest).encode())


def is_good(message: Message) -> bool:
    """Answer whether the code of this mail can still be used."""
    return message.created_at > clock.now() - GOOD_FOR


def code_of(message: Message) -> str:
    """Return the six digits that this mail carries. A secret."""
    digest = hmac.digest(
        settings.LINK_KEYS[0].encode(), f"code:{message.pk}".encode(), hashlib.sha256
    )
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06}"


def _codes(link: Link) -> QuerySet[Message]:
    return Message.objects.filter(link=link, kind=Message.Kind.CODE)
