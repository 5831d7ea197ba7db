"""The string formats that Auth0's schema names."""

import re
from collections.abc import Callable
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
    "hostname": r"(?=.{1,255}$)[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*",
}
DOMAIN = re.compile(
    r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
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
    return found


def _matches(pattern: str) -> Callable[[object], bool]:
    compiled = re.compile(pattern)
    return lambda value: not isinstance(value, str) or compiled.fullmatch(value) is not None


def _is_url(value: object, *schemes: str) -> bool:
    if not isinstance(value, str):
        return True
    try:
        url = urlsplit(value)
    except ValueError:
        return False
    return url.scheme in schemes and bool(url.hostname) and not re.search(r"\s", value)
