"""Primary keys that an address names in its query."""

from django.http import HttpRequest


def read_key(text: str) -> int:
    """Return the primary key that a text is; 0, which no row has, if it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def key_in_query(request: HttpRequest, name: str) -> int:
    """Return the primary key that the address names; 0, which no row has, if it names none."""
    return read_key(request.GET.get(name, ""))
