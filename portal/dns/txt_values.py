"""Compare the value of a TXT record with the one that is expected, as a person would."""

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from portal.text.cleaning import narrowed
from portal.text.invisible import is_invisible, without_invisible

# What is typed or drawn as a quotation mark, by Unicode's names.
_QUOTES = re.compile(
    r"\b(QUOTATION MARK|APOSTROPHE|TURNED COMMA|PRIME|(GRAVE|ACUTE) ACCENT|CORNER BRACKET)\b"
)
_ESCAPED_QUOTE = re.compile(
    r"\\*&(?:amp;)*(?:quot|apos|[lr][sd]quo|[lr]aquo|#0*3[49]|#x2[27]);", re.I
)
# Shorter pieces are in any value.
_SHORTEST_PIECE = 8
_DOTS = re.compile(r"^(?:\.{2,}|…)|(?:\.{2,}|…)$")
# Of so many characters, one may differ in what is still meant to be the value.
_ONE_IN = 10
_MOST_MISTAKES = 5


class Flaw(StrEnum):
    """What is different in a value that is meant to be the right one."""

    INVISIBLE = "invisible"
    QUOTED = "quoted"
    LETTER_CASE = "letter_case"


class Hint(StrEnum):
    """What is striking about another value."""

    MORE = "more"
    PART = "part"
    CHARACTERS = "characters"
    MISTYPED = "mistyped"


@dataclass(frozen=True, slots=True)
class Mistake:
    """Where a value differs: at which character (from 1), what it has and what it should have."""

    place: int
    given: str
    wanted: str


def flaws(value: str, expected: str) -> list[Flaw] | None:
    """Return what differs, the worst first: nothing if nothing does; None for another value."""
    if bare(value) != bare(expected):
        return None
    seen = "".join(one for one in value if not _is_unseen(one))
    given = {
        Flaw.INVISIBLE: seen != value,
        Flaw.QUOTED: len(_unquoted(seen)) != len(seen),
        Flaw.LETTER_CASE: _unquoted(seen) != _unquoted(expected),
    }
    return [flaw for flaw, found in given.items() if found and value != expected]


def hint(value: str, expected: str) -> Hint | None:
    """Return what is striking about a value that is not the expected one."""
    given, wanted = bare(value), bare(expected)
    if wanted in given:
        return Hint.MORE
    if _is_part(value, expected):
        return Hint.PART
    if strange(value, expected):
        return Hint.CHARACTERS
    return Hint.MISTYPED if mistakes(value, expected) else None


def is_meant(value: str, expected: str) -> bool:
    """Tell whether a value is the expected one but for mistakes of whoever entered it."""
    if flaws(value, expected) is not None or bare(expected) in bare(value):
        return True
    # What begins every value of Auth0's says nothing.
    begins, sign, _rest = expected.partition("=")
    if _is_part(value, expected) and not (sign and _piece(value) in bare(begins + sign)):
        return True
    return bool(mistakes(value, expected)) or bare(narrowed(value)) == bare(expected)


def around(value: str, expected: str) -> tuple[str, str]:
    """Return what stands before and behind the expected value; nothing where it is not in it."""
    given = _visible(value)
    before, found, behind = given.lower().partition(bare(expected))
    return (given[: len(before)], given[len(given) - len(behind) :]) if found else ("", "")


def missing(value: str, expected: str) -> tuple[str, str]:
    """Return what is missing before and behind a part of the expected value."""
    wanted = _visible(expected)
    before, _part, behind = wanted.lower().partition(_piece(value))
    return wanted[: len(before)], wanted[len(wanted) - len(behind) :]


def mistakes(value: str, expected: str) -> list[Mistake]:
    """Return where a mistyped value differs; nothing for another value."""
    given, wanted = _visible(value), _visible(expected)
    if abs(len(given) - len(wanted)) > _MOST_MISTAKES:
        return []
    parts = SequenceMatcher(None, given.lower(), wanted.lower(), autojunk=False).get_opcodes()
    found = [
        Mistake(start + 1, given[start:end], wanted[wanted_start:wanted_end])
        for kind, start, end, wanted_start, wanted_end in parts
        if kind != "equal"
    ]
    number = sum(max(len(one.given), len(one.wanted)) for one in found)
    most = min(_MOST_MISTAKES, max(len(wanted) // _ONE_IN, 1))
    return found if number <= most else []


def strange(value: str, expected: str) -> list[str]:
    """Return the characters of a value that cannot be meant, each once."""
    return [
        one
        for one in dict.fromkeys(value)
        if one not in expected and (not one.isascii() or _is_unseen(one))
    ]


def unseen(value: str) -> list[str]:
    """Return the characters of a value that look like nothing, each once."""
    return [one for one in dict.fromkeys(value) if _is_unseen(one)]


def bare(value: str) -> str:
    """Return a value without what forms and copying add to it, in lower case."""
    return _visible(value).lower()


def pasted(value: str) -> str:
    """Return a value without invisible characters, and what stands around it."""
    seen = without_invisible(value).strip()
    kept = _unquoted(seen)
    # Within a value they may be meant.
    return kept if kept in seen else seen


def _is_part(value: str, expected: str) -> bool:
    """Tell whether a value is the expected one cut short, at one end or both."""
    piece = _piece(value)
    return len(piece) >= _SHORTEST_PIECE and piece in bare(expected) and piece != bare(expected)


def _piece(value: str) -> str:
    """Pages cut a long text short, and draw dots for the rest."""
    return _DOTS.sub("", bare(value))


def _visible(value: str) -> str:
    return _unquoted("".join(one for one in value if not _is_unseen(one)))


def _is_unseen(character: str) -> bool:
    """What looks like nothing, or like the space that it is not."""
    if character in " \t\r\n":
        return False
    return is_invisible(character) or unicodedata.category(character) in ("Cc", "Zs", "Zl", "Zp")


def _unquoted(value: str) -> str:
    value = _ESCAPED_QUOTE.sub("", value)
    # One before anything else is a character too many, and said to be.
    value = re.sub(
        r"\\+(.)",
        lambda found: found[1] if _is_quotation_mark(found[1]) or found[1].isspace() else found[0],
        value,
        flags=re.S,
    )
    return "".join(one for one in value if not (one.isspace() or _is_quotation_mark(one)))


def _is_quotation_mark(character: str) -> bool:
    category = unicodedata.category(character)
    named = _QUOTES.search(unicodedata.name(character, ""))
    # Combining accents are drawn on the letter before.
    return category in ("Pi", "Pf") or bool(named and category not in ("Ll", "Lu", "Mn"))
