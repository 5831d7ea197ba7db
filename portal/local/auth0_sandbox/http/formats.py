"""The string formats that Auth0's schema names."""

import re
from collections.abc import Callable
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from jsonschema import FormatChecker

PATTERNS = {
    "connection-id": r"con_[A-Za-z0-9]{16}",
    "organization-id": r"org_[A-Za-z0-9]{16}",
    "organization-discovery-domain-id": r"ord_[A-Za-z0-9]{22}",
    "user-attribute-profile-id": r"uap_[A-Za-z0-9]{22}",
    "log-stream-id": r"lst_[0-9]{16}",
    "client-id": r"[A-Za-z0-9_-]{1,64}",
    "organization-name": r"(?!org_)[a-z0-9]([a-z0-9-_]*[a-z0-9])?",
    "html-color": r"#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})",
    "connection-realm": r"\S+",
    "hostname": r"(?=.{1,255}\Z)[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*",
    "uuid": r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
}
DOMAIN = re.compile(
    r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
    # Digits alone are the end of an IP address.
    r"(?![0-9]+\Z)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)


def is_domain(text: str) -> bool:
    """Tell whether this can be an e-mail domain (at least two labels)."""
    return len(text) <= 255 and DOMAIN.fullmatch(text) is not None


def checker() -> FormatChecker:
    """Return the formats that are checked; a format unknown here is not."""
    found = FormatChecker(formats=())
    for name, pattern in PATTERNS.items():
        found.checks(name)(_matches(pattern))
    found.checks("uri")(lambda value: _is_url(value, "http", "https"))
    found.checks("url")(lambda value: _is_url(value, "http", "https"))
    found.checks("strict-https-uri-or-null")(lambda value: _is_url(value, "https"))
    found.checks("absolute-https-uri-or-empty")(lambda v: v == "" or _is_url(v, "https"))
    found.checks("absolute-uri-or-empty")(lambda v: v == "" or _is_url(v, "http", "https"))
    for name, check in _TEXTS.items():
        found.checks(name)(_if_text(check))
    return found


def _if_text(check: Callable[[str], bool]) -> Callable[[object], bool]:
    """A format says nothing of what is no text."""
    return lambda value: not isinstance(value, str) or check(value)


def _matches(pattern: str) -> Callable[[object], bool]:
    compiled = re.compile(pattern)
    return lambda value: not isinstance(value, str) or compiled.fullmatch(value) is not None


def _is_url(value: object, *schemes: str) -> bool:
    """Tell whether this is a URI in ASCII, as RFC 3986 has it, of a host that can be one."""
    if not isinstance(value, str):
        return True
    if not _URI.fullmatch(value):
        return False
    try:
        url = urlsplit(value)
        host, _ = url.hostname or "", url.port
        if ":" in host:
            IPv6Address(host)
            return url.scheme in schemes
    except ValueError:
        return False
    return url.scheme in schemes and _HOST.fullmatch(host) is not None


def _is_cidr(text: str) -> bool:
    """Tell whether this is one address or a range of them, by its length and not by a mask."""
    _, slash, length = text.partition("/")
    if slash and not (length.isascii() and length.isdigit()):
        return False
    return _can_be(lambda: ip_network(text, strict=False)) and "%" not in text


def _is_sender(text: str) -> bool:
    """Tell whether this is an e-mail address, with a name or not, or a template of one."""
    if "{{" in text:
        return True
    found = _SENDER.fullmatch(text)
    return found is not None and is_domain(found["domain"])


def _can_be(read: Callable[[], object]) -> bool:
    try:
        read()
    except ValueError:
        return False
    return True


_URI = re.compile(r"[!#$%&'()*+,\-./:;=?@\[\]_~A-Za-z0-9]+")
# Underscores are in names that are no host names by the book, and in use.
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")
_SENDER = re.compile(r"(?:[^<>@\r\n]*<)?[^\s<>@]+@(?P<domain>[^\s<>@]+)>?")
_TEXTS: dict[str, Callable[[str], bool]] = {
    "domain-name": is_domain,
    "hostname-or-url": lambda text: DOMAIN.fullmatch(text) is not None or _is_url(text, "https"),
    "cidr": _is_cidr,
    "ip": lambda text: _can_be(lambda: ip_address(text)),
    "sender": _is_sender,
    "date-time": lambda text: "T" in text and _can_be(lambda: datetime.fromisoformat(text)),
}
