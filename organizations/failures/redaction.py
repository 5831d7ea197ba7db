"""Messages without what tells who the person is, or lets somebody in."""

import re

from portal.text.cleaning import printable

_TAKEN_OUT = "[…]"
# Tokens, assertions, certificates, keys; but also long names and thumbprints, which stay.
_LONG = re.compile(r"(?<![\w+/=-])[\w+/=-]{40,}")
_THUMBPRINT = re.compile(r"[0-9A-F]{40}|[0-9A-F]{64}", re.I)
_DIGITS = re.compile(r"[0-9a-f]+")
# Each looks at a character a limited number of times, whatever the text.
_PERSONAL = [
    re.compile(r"(?<![\w.-])eyJ[\w.-]+"),
    # E-mail addresses, also encoded ones; and user IDs such as samlp|acme-sso|alice.
    re.compile(r"[^\s@<>\"'(),;|]{1,100}(?:@|%40)[\w.-]{1,100}"),
    re.compile(r"(?<![\w-])[\w-]{2,40}(?:\||%7C)[^\s'\"<>,;]{1,200}", re.I),
    # Whom Microsoft and others quote.
    re.compile(r"(?<=[Uu]ser ')[^']{1,200}(?=')|(?<=[Uu]ser account ')[^']{1,200}(?=')"),
    # IPv4 and IPv6 addresses.
    re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\w)"),
    re.compile(r"(?<![\w:])(?:[0-9A-F]{1,4}:){4,7}[0-9A-F]{0,4}(?!\w)", re.I),
    re.compile(r"(?<![\w:])[0-9A-F:]{1,30}::[0-9A-F:]{0,30}(?!\w)", re.I),
    # Object and correlation IDs.
    re.compile(r"(?<![\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])", re.I),
    # What follows a ? in an address, except for what ends an ACS URL.
    re.compile(
        r"(?<=\?)(?!connection=[\w-]{1,128}(?:&organization=org_\w{1,50})?(?![\w=&%-]))"
        r"[^\s'\"<>]{1,500}"
    ),
]


def redacted(text: str) -> str:
    """Return a message on one line, without addresses, user IDs, IP addresses, tokens and encoded
    blobs; what nobody means to write becomes “�”.
    """
    shown = _LONG.sub(_kept, " ".join(printable(text).split()))
    for personal in _PERSONAL:
        shown = personal.sub(_TAKEN_OUT, shown)
    return shown


def _kept(long: re.Match[str]) -> str:
    piece = long[0]
    is_name = piece == piece.lower() and not _DIGITS.fullmatch(piece)
    return piece if is_name or _THUMBPRINT.fullmatch(piece) else _TAKEN_OUT
