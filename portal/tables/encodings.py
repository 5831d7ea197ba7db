"""Text whose encoding nobody told, or that somebody got wrong before: how it would read in each way
that is likely, for a person to say.

Such text is kept as its bytes, one character each (ISO 8859-1), until somebody has said.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .mojibake import MISREAD, mended, ways_to_mend

KEPT_AS = "latin-1"
_UTF_8 = "utf-8"
# UTF-8 that a program took for another encoding before it wrote the file.
_TWICE = "utf-8 as "
_NAMES = {
    _UTF_8: "UTF-8 with unreadable characters",
    "cp1252": "Western European (Windows-1252)",
    "mac_roman": "Western European (Mac OS Roman)",
    "cp1250": "Central European (Windows-1250)",
    "cp1251": "Cyrillic (Windows-1251)",
    "cp1253": "Greek (Windows-1253)",
    "cp1254": "Turkish (Windows-1254)",
    "cp932": "Japanese (Shift JIS)",
    "gb18030": "Chinese (GB 18030)",
    "cp949": "Korean (Windows-949)",
    "cp850": "Western European (DOS, code page 850)",
    "iso8859_2": "Central European (ISO 8859-2)",
    "cp852": "Central European (DOS, code page 852)",
    "cp1257": "Baltic (Windows-1257)",
    "koi8_r": "Cyrillic (KOI8-R)",
    "euc_jp": "Japanese (EUC-JP)",
    "cp950": "Chinese (Big5)",
    "cp866": "Cyrillic (DOS, code page 866)",
    "mac_cyrillic": "Cyrillic (Mac OS Cyrillic)",
    "iso8859_5": "Cyrillic (ISO 8859-5)",
    "mac_latin2": "Central European (Mac OS)",
    "cp1255": "Hebrew (Windows-1255)",
    "cp1256": "Arabic (Windows-1256)",
    "cp874": "Thai (Windows-874)",
    "iso8859_15": "Western European (ISO 8859-15)",
    "iso8859_7": "Greek (ISO 8859-7)",
    "mac_greek": "Greek (Mac OS)",
    "mac_turkish": "Turkish (Mac OS)",
    "cp857": "Turkish (DOS, code page 857)",
    "cp737": "Greek (DOS, code page 737)",
}
_CONTROL = re.compile("[\x80-\x9f]")
_SHOWN, _LONGEST = 4, 120
# Text with a damaged place, not text of another kind.
_MOSTLY = 0.5
# As common in a name or an address as letters are.
_USUAL = frozenset("–—‘’“”„«»°·•…®™€£§&")


@dataclass(frozen=True, slots=True)
class Reading:
    """An encoding, and what some of the lines would say in it."""

    code: str
    name: str
    samples: tuple[str, ...]


def readings(lines: Iterable[str]) -> list[Reading]:
    """Return how kept text reads in each encoding that it may be in, the likeliest first.

    Encodings that read all of it alike are one.
    """
    # A damaged line is among those shown, wherever it stands.
    foreign = sorted((line for line in lines if not line.isascii()), key=_is_utf_8)
    if all(map(_is_utf_8, foreign)) and (ways := _readings_of_misread(foreign)):
        return ways
    found: dict[tuple[str, ...], tuple[float, Reading]] = {}
    for code, name in _NAMES.items():
        text = "".join(foreign).encode(KEPT_AS).decode(code, "replace")
        score = _likelihood(text)
        if "\ufffd" in text and (code != _UTF_8 or score < _MOSTLY):
            continue
        # Some encodings have a control character for every byte without a letter.
        if _CONTROL.search(text):
            continue
        # Other text is hardly ever valid UTF-8 in most places.
        score += code == _UTF_8
        samples = tuple(dict.fromkeys(read(line, code)[:_LONGEST] for line in foreign))
        found.setdefault(samples, (score, Reading(code, name, samples[:_SHOWN])))
    return [reading for _, reading in sorted(found.values(), key=lambda one: -one[0])]


def read(text: str, code: str) -> str:
    """Return kept text in an encoding."""
    if code.startswith(_TWICE):
        return mended(read(text, _UTF_8), code.removeprefix(_TWICE))
    return text.encode(KEPT_AS).decode(code, "replace")


def keep(text: str) -> str:
    """Return text as it is kept until somebody has said how it reads."""
    return text.encode().decode(KEPT_AS)


def is_misread(text: str) -> bool:
    """Tell whether a program probably read a text in the wrong encoding before it wrote it."""
    return next(ways_to_mend(text), None) is not None


def _readings_of_misread(lines: list[str]) -> list[Reading]:
    """How lines of UTF-8 would read mended, the way that mends most first, and as they are."""
    texts = [read(line, _UTF_8) for line in lines]
    whole = "\n".join(texts)
    # What is mended is shorter.
    ways = sorted(ways_to_mend(whole), key=lambda code: len(mended(whole, code)))
    if not ways:
        return []
    differ = [text for text in texts if mended(text, ways[0]) != text]
    found: dict[tuple[str, ...], Reading] = {}
    for code in ways:
        samples = tuple(mended(text, code)[:_LONGEST] for text in differ[:_SHOWN])
        name = f"Corrected (it was read as {MISREAD[code]} before)"
        found.setdefault(samples, Reading(_TWICE + code, name, samples))
    as_it_is = tuple(text[:_LONGEST] for text in differ[:_SHOWN])
    found.setdefault(as_it_is, Reading(_UTF_8, "As it is in the file", as_it_is))
    return list(found.values())


def _is_utf_8(text: str) -> bool:
    return "\ufffd" not in read(text, _UTF_8)


def _likelihood(text: str) -> float:
    """The share of the foreign characters that names and addresses are written with."""
    foreign = [one for one in text if not one.isascii()]
    usual = sum(one.isalpha() or one in _USUAL for one in foreign)
    return usual / len(foreign) if foreign else 0.0
