"""The formats of a connection's options that Auth0 describes, and what to write instead.

The names are those in `connection_options.json`.
"""

import re
from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_address, ip_network
from uuid import UUID

from django.core.exceptions import ValidationError
from jsonschema import FormatChecker

from organizations.names import domain_name
from portal.text.cleaning import clean_typed

from .web_addresses import is_uri

_HOST = re.compile(
    r"(?!.{256})(?:(?!-)[a-z0-9-]{1,63}(?<!-))(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))*", re.I
)
_SENDER = re.compile(r"(?:[^<>@\r\n]*<)?[^\s<>@]+@([^\s<>@]+)>?")


def checker() -> FormatChecker:
    """Return what checks the formats; texts only."""
    found = FormatChecker(formats=())
    for name, is_good in _FORMATS.items():
        found.checks(name)(_if_text(is_good))
    return found


def explained(name: str, text: str) -> str:
    """Return what is wrong with a text that isn't of a format, and how to write it if we know."""
    if name in ("domain-name", "hostname", "hostname-or-url") and (meant := _domain(text)):
        return f"Write this as {meant}."
    shown = text if len(text) <= 60 else f"{text[:59]}…"
    return f"“{shown}” isn't {_WANTED[name]}."


def _domain(text: str) -> str:
    try:
        return domain_name(text)
    except ValidationError:
        return ""


def _is_domain(text: str) -> bool:
    return bool(text) and _domain(text) == text.lower()


def _is_range(text: str) -> bool:
    """One address or a range of them, by its length and not by a mask."""
    _, slash, length = text.partition("/")
    if "%" in text or (slash and not (length.isascii() and length.isdigit())):
        return False
    return _reads(lambda: ip_network(text, strict=False))


def _is_sender(text: str) -> bool:
    found = _SENDER.fullmatch(text)
    # Auth0 fills in a template.
    return "{{" in text or (found is not None and _is_domain(found[1]))


def _is_id(text: str) -> bool:
    return len(text) == 36 and _reads(lambda: UUID(text)) and clean_typed(text) == text


def _reads(read: Callable[[], object]) -> bool:
    try:
        read()
    except ValueError:
        return False
    return True


def _if_text(is_good: Callable[[str], bool]) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or is_good(value)


_FORMATS: dict[str, Callable[[str], bool]] = {
    "absolute-uri-or-empty": lambda text: not text or is_uri(text),
    "cidr": _is_range,
    "client-id": lambda text: re.fullmatch(r"[A-Za-z0-9_-]{1,64}", text) is not None,
    "connection-realm": lambda text: re.fullmatch(r"\S+", text) is not None,
    "date-time": lambda text: "T" in text and _reads(lambda: datetime.fromisoformat(text)),
    "domain-name": _is_domain,
    "hostname": lambda text: _HOST.fullmatch(text) is not None,
    "hostname-or-url": lambda text: _is_domain(text) or is_uri(text, "https"),
    "ip": lambda text: _reads(lambda: ip_address(text)),
    "sender": _is_sender,
    "uri": is_uri,
    "uuid": _is_id,
}
_A_URL = "a URL such as https://idp.acme.com"
_WANTED = {
    "absolute-uri-or-empty": _A_URL,
    "cidr": "an IP range such as 203.0.113.0/24",
    "client-id": "an application's client ID",
    "connection-realm": "a realm, which has no spaces or line breaks",
    "date-time": "a time such as 2026-03-04T09:00:00Z",
    "domain-name": "a domain such as acme.com",
    "hostname": "a domain such as acme.com",
    "hostname-or-url": "a domain such as adfs.acme.com, or a URL that starts with https://",
    "ip": "an IP address such as 203.0.113.7",
    "sender": "an email address such as support@acme.com",
    "uri": _A_URL,
    "uuid": "an ID such as 5f1c2d3e-0a1b-4c2d-8e3f-9a0b1c2d3e4f",
}
