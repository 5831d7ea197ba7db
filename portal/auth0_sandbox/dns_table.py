"""The records that the sandbox's DNS server answers with.

A row per name: `txt`, `cname`, `ns`, `a` and `mx` are lists of texts; a TXT value longer than
255 bytes is sent in parts, and a list in place of a text is sent in just these parts. `answer`
is `silent` (no answer at all), `servfail` or `refused`.
"""

from portal.auth0_sandbox.messages import Row

TYPES = ("txt", "cname", "ns", "a", "mx")
ANSWERS = ("silent", "servfail", "refused")


def key(name: str) -> str:
    return name.rstrip(".").lower()


def texts(table: dict[str, Row], name: str) -> list[str]:
    """Return the TXT values of a name, each put together from its parts."""
    return ["".join(parts(value)) for value in table.get(key(name), {}).get("txt", [])]


def parts(value: str | list[str]) -> list[str]:
    if isinstance(value, list):
        return value
    return [value[start : start + 255] for start in range(0, len(value), 255)] or [""]


def exists(table: dict[str, Row], name: str) -> bool:
    """Tell whether a name, or a name below it, has records."""
    name = key(name)
    return any(known == name or known.endswith(f".{name}") for known in table)
