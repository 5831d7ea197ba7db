"""Opaque tokens of mailed links: made again from the row's id, never stored.

A token is the id and a MAC over it, so that the database alone opens nothing and resending or
copying a link can make the same token again.
"""

import base64
import hashlib
import hmac
import re
import uuid

from django.conf import settings
from django.core.signing import BadSignature, Signer

_MAC_BYTES = 18
_RECORDS = "dns-records"
_ADDRESS = re.compile(r"/(l|dns)/([^/\s?#]+)")


def link_token(link_id: uuid.UUID) -> str:
    """Return the URL-safe token of the link with this id."""
    return _encode(link_id.bytes + _mac(settings.LINK_KEYS[0], link_id))


def read_link_token(token: str) -> uuid.UUID | None:
    """Return the link id a token was made for, or None if we never made it.

    Every configured key is tried, so that keys can be rotated without breaking mailed links.
    """
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    if len(raw) != 16 + _MAC_BYTES or _encode(raw) != token:
        return None
    link_id = uuid.UUID(bytes=raw[:16])
    known = [hmac.compare_digest(raw[16:], _mac(key, link_id)) for key in settings.LINK_KEYS]
    return link_id if any(known) else None


def find_token(text: str) -> tuple[str, str] | None:
    """Return what the address of ours in a text is of ("l" or "dns"), and the token in it.

    A link's token by itself is found, too. None if there is none; nobody says it is a good one.
    """
    if found := _ADDRESS.search(text):
        return found[1], found[2]
    token = text.strip()
    return ("l", token) if read_link_token(token) else None


def record_token(connection_id: int) -> str:
    """Return the URL-safe token of the page that shows a connection's DNS records."""
    return Signer(salt=_RECORDS).sign(str(connection_id))


def read_record_token(token: str) -> int | None:
    """Return the connection id a record token was made for, or None if we never made it."""
    try:
        return int(Signer(salt=_RECORDS).unsign(token))
    except (BadSignature, ValueError):
        return None


def _mac(key: str, link_id: uuid.UUID) -> bytes:
    return hmac.digest(key.encode(), b"link:" + link_id.bytes, hashlib.sha256)[:_MAC_BYTES]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
