"""The records that the sandbox's DNS server answers with.

A row per name: `txt`, `cname`, `ns`, `a` and `mx` are lists of texts; a TXT value longer than
255 bytes is sent in parts, and a list in place of a text is sent in just these parts. `answer`
is `silent` (no answer at all), `servfail` or `refused`. A name that begins with `*` answers for
those that do not exist beside it.
"""

import contextlib
import re

import idna

from portal.local.auth0_sandbox.messages import Row

TYPES = ("txt", "cname", "ns", "a", "mx")
ANSWERS = ("silent", "servfail", "refused")
LONGEST_PART = 255  # bytes


def key(name: str) -> str:
    """Return the name of a row, however it is typed: as DNS knows it, without the final dot."""
    return encoded(name).rstrip(".").lower()


def encoded(name: str) -> str:
    """Return a name that is typed in Unicode as DNS knows it, as browsers do it (UTS 46)."""
    return ".".join(map(_encoded, re.split("[.\u3002\uff0e\uff61]", name)))


def _encoded(label: str) -> str:
    # What cannot be a name stays as it is.
    with contextlib.suppress(idna.IDNAError):
        return label if label.isascii() else idna.encode(label, uts46=True).decode()
    return label


def texts(table: dict[str, Row], name: str) -> list[str]:
    """Return the TXT values of a name, each put together from its parts."""
    return [
        b"".join(parts(value)).decode(errors="replace")
        for value in table.get(key(name), {}).get("txt", [])
    ]


def parts(value: str | list[str]) -> list[bytes]:
    """Return the strings that a TXT value is sent in."""
    if isinstance(value, list):
        return [part.encode() for part in value]
    whole = value.encode()
    return [
        whole[start : start + LONGEST_PART] for start in range(0, len(whole), LONGEST_PART)
    ] or [b""]


def exists(table: dict[str, Row], name: str) -> bool:
    """Tell whether a name, or a name below it, has records."""
    name = key(name)
    return any(known == name or known.endswith(f".{name}") for known in table)


def answering(table: dict[str, Row], name: str) -> tuple[Row, bool]:
    """Return the row that answers for a name, and whether the name exists.

    https://www.rfc-editor.org/rfc/rfc4592
    """
    name = key(name)
    if exists(table, name):
        return dict(table.get(name, {})), True
    labels = name.split(".")
    for start in range(1, len(labels)):
        encloser = ".".join(labels[start:])
        if exists(table, encloser):
            wildcard = table.get(f"*.{encloser}")
            return dict(wildcard or {}), wildcard is not None
    return {}, False
