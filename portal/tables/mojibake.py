"""Letters that a program read in the wrong encoding before it wrote the file: “MÃ¼ller”.

Such a file is valid UTF-8, and a person could have typed it; so it is only shown what was meant.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

# What UTF-8 was taken for, and what people call that.
MISREAD = {
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "mac_roman": "Mac OS Roman",
    "cp850": "code page 850",
    "cp437": "code page 437",
}
# What names and addresses are written with, and what comes out of them once misread. Other letters
# come out of text that is right: „MENÜ“ could be misread Syriac.
_MEANT = re.compile(
    "[\u0080-\u017f\u0192\u02c6\u02dc\u0218-\u021b\u0386-\u03ce\u0400-\u045f\u0490\u0491\u05d0-\u05ea\u0620-\u064a"
    "\u1ea0-\u1ef9\u2010-\u203a\u20ac\u2116\u2122\u3001-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff9f]"
)
# Mac OS Roman has dashes and quotation marks where others have letters: Paris—Évry.
_MEANT_ON_MAC = re.compile("[\u00a0-\u017f\u2010-\u203a\u20ac\u2122]")
# The same was done to a file several times.
_MOST_TIMES = 3


@dataclass(frozen=True, slots=True)
class _Misreading:
    """How the bytes of UTF-8 look in an encoding, and which byte each character was."""

    pattern: re.Pattern[str]
    bytes: dict[str, int]
    meant: re.Pattern[str]


def ways_to_mend(text: str) -> Iterator[str]:
    """Yield the encodings (of `MISREAD`) that a part of a text was probably misread in."""
    for code in MISREAD:
        if mended(text, code) != text:
            yield code


def mended(text: str, code: str) -> str:
    """Return a text with what was misread in an encoding as it was meant; the rest stays."""
    how = _misread(code)
    for _ in range(_MOST_TIMES):
        if not how.pattern.search(text):
            break
        text = re.sub(r"[^ \t\r\n,;|]+", lambda word: _mended_word(word[0], how), text)
    return text


def _mended_word(word: str, how: _Misreading) -> str:
    """A word with another letter than these may be right: «ПАРТНЕР» ends as a misread one does."""
    found = 0

    def meant(match: re.Match[str]) -> str:
        nonlocal found
        try:
            letter = bytes(how.bytes[one] for one in match[0]).decode()
        except UnicodeDecodeError:
            return match[0]
        if not how.meant.fullmatch(letter):
            return match[0]
        found += len(match[0])
        return letter

    if word.isascii():
        return word
    result = how.pattern.sub(meant, word)
    return result if found * 2 > sum(not one.isascii() for one in word) else word


@cache
def _misread(code: str) -> _Misreading:
    characters = {byte: bytes([byte]).decode(code, "ignore") for byte in range(0x80, 0x100)}
    # Where an encoding has no letter for a byte, programs write its number.
    numbers = {chr(byte): byte for byte, letter in characters.items() if byte < 0xA0}
    values = numbers | {letter: byte for byte, letter in characters.items() if letter}

    def some(first: int, last: int) -> str:
        fitting = (one for one, byte in values.items() if first <= byte <= last)
        return f"[{re.escape(''.join(fitting))}]"

    more = some(0x80, 0xBF)
    two, three, four = some(0xC2, 0xDF), some(0xE0, 0xEF), some(0xF0, 0xF4)
    return _Misreading(
        re.compile(f"{four}{more}{{3}}|{three}{more}{{2}}|{two}{more}"),
        values,
        _MEANT_ON_MAC if code == "mac_roman" else _MEANT,
    )
