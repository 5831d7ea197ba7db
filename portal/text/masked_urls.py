"""What of a URL can be shown: the keys of many receivers stand in its path or its query."""

import re
from urllib.parse import urlsplit, urlunsplit

MASK = "…"
# A word of a path as people choose them, or a version. Everything else may have been made up by a
# service that knows its callers by it, as Zapier and Slack do.
_WORD = re.compile(r"[a-z]+(?:[-_.][a-z]+)*|v\d{1,2}")
_LONGEST_WORD = 24


def masked(url: str) -> str:
    """Return a URL without what may be a secret in its path and its query."""
    parts = urlsplit(url)
    path = "/".join(map(_shown, parts.path.split("/")))
    return urlunsplit(parts._replace(path=path, query=MASK if parts.query else ""))


def _shown(segment: str) -> str:
    plain = not segment or (_WORD.fullmatch(segment) and len(segment) <= _LONGEST_WORD)
    return segment if plain else MASK
