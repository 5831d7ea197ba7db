"""Fragments of messages with named gaps, looked for in texts that may be hostile.

No regular expressions that could take long: every fragment is found by `str.find`, once.
"""

import re
import string
from dataclasses import dataclass
from functools import cached_property

# How much may stand in a gap.
_GAP = 300
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
# What becomes a value. It's shown within a remedy, and a text may be written by an attacker.
_SHAPES = {
    "audience": re.compile(
        r"urn:auth0:[\w.-]{1,100}:[\w.-]{1,150}|https://[\w.-]{1,100}[\w/.-]{0,150}"
    ),
    "acs_url": re.compile(r"https://[\w.-]{1,100}/login/callback(\?[\w=&.-]{1,150})?"),
    "configured": re.compile(r"[0-9A-F]{40}|[0-9A-F]{64}", re.I),
    "calculated": re.compile(r"[0-9A-F]{40}|[0-9A-F]{64}", re.I),
    "attribute": re.compile(r"[\w-]{1,60}"),
    "organization": re.compile(r"org_\w{1,50}"),
    "domain": re.compile(r"[\w-]{1,63}(\.[\w-]{1,63}){1,5}"),
    "code": re.compile(r"[0-9]{4,8}"),
}
_AROUND = " '\"`()[]{}<>.,;:…"


@dataclass(frozen=True)
class Match:
    """Where a pattern stands in a text, and what is in its gaps."""

    start: int
    end: int
    values: dict[str, str]


@dataclass(frozen=True)
class Pattern:
    """A fragment such as “Audience is invalid. Configured: {audience}”."""

    fragment: str

    @cached_property
    def _parts(self) -> list[tuple[str, str]]:
        """Each piece of text with the name of the gap behind it ("" for none, "_" for no name)."""
        pieces = re.split(r"\{(\w*)\}", lowered(self.fragment))
        gaps = [name or "_" for name in pieces[1::2]]
        return list(zip(pieces[::2], [*gaps, ""], strict=True))

    def match(self, text: str) -> Match | None:
        """Return where this first stands in a text, else None.

        A gap whose content hasn't the shape of its name gives no value, except for codes: there
        nothing matches then.
        """
        low = lowered(text)
        first, gap = self._parts[0]
        at = _find_word(low, first, ends=not gap)
        if at < 0:
            return None
        values: dict[str, str] = {}
        end = at + len(first)
        for (_before, name), (piece, _next) in zip(self._parts, self._parts[1:], strict=False):
            found = (
                low.find(piece, end, end + _GAP + len(piece)) if piece else _end_of_word(low, end)
            )
            if found < 0:
                return None
            content = text[end:found].strip(_AROUND)
            if name in _SHAPES and _SHAPES[name].fullmatch(content):
                values[name] = content
            elif name == "code":
                return None
            end = found + len(piece)
        return Match(at, end, values)


def lowered(text: str) -> str:
    """Return a text with small ASCII letters, each where it was."""
    return text.translate(_LOWER)


def _find_word(text: str, piece: str, *, ends: bool) -> int:
    """Return where a piece stands that isn't part of a longer word or number, else -1."""
    at = text.find(piece)
    while at >= 0:
        behind = text[at + len(piece) : at + len(piece) + 1] if ends else ""
        if not (_is_inside(text[at - 1 : at], piece[0]) or _is_inside(piece[-1], behind)):
            return at
        at = text.find(piece, at + 1)
    return -1


def _is_inside(one: str, other: str) -> bool:
    """Tell whether two characters, if there are two, belong to one word."""
    return all(letter.isalnum() or letter == "_" for letter in (one, other))


def _end_of_word(text: str, start: int) -> int:
    """Return where the word ends that begins at a place, behind spaces."""
    begin = start + len(text[start : start + _GAP]) - len(text[start : start + _GAP].lstrip())
    space = text.find(" ", begin)
    return len(text) if space < 0 else space
