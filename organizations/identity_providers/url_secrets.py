"""Secrets that stand in a URL: everyone who sees the connection in Auth0 has them."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_plus, urlsplit

# The names of parameters, without what separates their words.
_NAMED = frozenset(
    ("auth", "code", "jwt", "key", "pass", "pw", "pwd", "sas", "sig", "session", "sessionid")
)
_ENDING = re.compile(
    r"(token|secret|passw(or)?d|passphrase|apikey|accesskey|accesskeyid|privatekey|sharedkey"
    r"|subscriptionkey|signature|credentials?|authorization|bearer)$"
)
# Options of a connection whose addresses Auth0 itself fetches, by what each begins with.
_FETCHED = ("metadata", "discovery", "adfs", "jwks", "token_end", "userinfo", "issuer", "pingfed")


def secret_in(url: str) -> str:
    """Return what in `url` is a secret, by its name, or nothing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""  # no URL, which is for others to say
    if "@" in parts.netloc:
        return "username and password"
    for pair in re.split(r"[&;]", parts.query):
        name, _, value = pair.partition("=")
        name = unquote_plus(name)
        plain = re.sub(r"[\W_]", "", name).lower()
        if value and (plain in _NAMED or _ENDING.search(plain)):
            return name[:40]
    return ""


def secret_in_options(options: Any) -> tuple[str, str] | None:
    """Return the first of a connection's options whose URL holds a secret, and which; else None."""
    for name, value in options.items() if isinstance(options, Mapping) else ():
        fetched = str(name).lower().startswith(_FETCHED)
        if fetched and isinstance(value, str) and (secret := secret_in(value.strip())):
            return str(name), secret
    return None
