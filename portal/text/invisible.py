"""Characters that nobody sees or types on purpose; copying from pages and mails brings them in."""

import unicodedata

# Drawn as nothing, though Unicode counts them among letters, marks and symbols.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0")


def is_invisible(character: str) -> bool:
    """Tell whether a character is drawn as nothing at all; white space is not meant."""
    return (
        unicodedata.category(character) == "Cf"
        or character in _BLANK
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
    )


def without_invisible(text: str) -> str:
    """Return a text without what cannot be seen in it."""
    return "".join(character for character in text if not is_invisible(character))


def name_of(character: str) -> str:
    """Return what Unicode calls a character, such as "ZERO WIDTH SPACE (U+200B)"."""
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "")
    return f"{name} ({code})" if name else code
