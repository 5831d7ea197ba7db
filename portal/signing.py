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

from portal import clock
from portal.text.wrapped_links import unwrapped

_MAC_BYTES = 18
# Longer than any setup takes, and each reminder of a record brings a new token.
RECORDS_DAYS = 60
_RECORDS = "dns-records"
_ADDRESS = re.compile(r"/(l|dns)/([^/\s?#]+)")
# Without what may follow in a sentence or in the link of a mail filter.
_TOKENS = {
    "l": re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{46}"),
    "dns": re.compile(r"(?<![0-9.])[0-9]+\.[0-9]+:[A-Za-z0-9_-]{43}"),
}


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

    Found within the links of mail filters, too, and by itself. A token that we made goes first;
    where none is, what looks like one: None if nothing does.
    """
    likely = None
    for version in unwrapped(text):
        for kind, shape in _TOKENS.items():
            for token in shape.findall(version):
                if _READ[kind](token) is not None:
                    return kind, token
        address = _ADDRESS.search(version)
        likely = likely or (address and (address[1], address[2])) or None
    return likely


def record_token(connection_id: int) -> str:
    """Return the URL-safe token of the page that shows a connection's DNS records.

    It ends RECORDS_DAYS later: mails are forwarded, and kept.
    """
    return Signer(salt=_RECORDS).sign(f"{connection_id}.{_today()}")


def read_record_token(token: str) -> int | None:
    """Return the connection id a record token was made for; None if it ended, or isn't ours."""
    try:
        connection_id, made = map(int, Signer(salt=_RECORDS).unsign(token).split("."))
    except (BadSignature, ValueError):
        return None
    return connection_id if made + RECORDS_DAYS >= _today() else None


_READ = {"l": read_link_token, "dns": read_record_token}


def _today() -> int:
    return clock.now().toordinal()


def _mac(key: str, link_id: uuid.UUID) -> bytes:
    return hmac.digest(key.encode(), b"link:" + link_id.bytes, hashlib.sha256)[:_MAC_BYTES]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
