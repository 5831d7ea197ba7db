"""Text that people paste: what nobody means is taken out, what could deceive is refused by name.

Invisible characters come along from web pages, PDF files and address books. They would make two
names differ that look alike, or lock somebody out of an address they cannot see.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Line breaks of any kind, and Braille's empty cell, which looks like a space.
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_SPACES = re.compile(r"[\s\u2800]+")
# Other characters that show nothing: Unicode's Default_Ignorable_Code_Point, and the signs that
# set a direction without turning letters around. https://www.unicode.org/reports/tr44/
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202c"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]+"
)
# Joiners and variation selectors shape the letters around them in some scripts and in emoji.
# Beside a Latin letter, a digit, a space or nothing they shape nothing.
_SHAPING = "\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef"
_SHAPED = "\u0590-\U000e00ff"
_IDLE = re.compile(
    f"(?<![{_SHAPED}])[{_SHAPING}]+|[\u200c\u200d]+(?![{_SHAPED}])|(?<=[\u200c\u200d])[\u200c\u200d]+"
)
# Emoji and ideographs that Unicode may have added since: names are made of them.
_ADDED = re.compile("[\U0001f000-\U0001faff\U00020000-\U0003ffff]")
_NAMES = {
    "\u202d": _("a left-to-right override"),
    "\u202e": _("a right-to-left override"),
    "\ufffd": _("a placeholder for a lost character"),
}


def clean_line(text: str) -> str:
    """Return text of one line, such as a name, without what is invisible, in NFC.

    Line breaks and runs of spaces become one space. Raises ValidationError for characters that
    nobody means: overrides of the direction, control characters, halves of characters.
    """
    return _SPACES.sub(" ", _clean(_BREAKS.sub(" ", text))).strip()


def clean_text(text: str) -> str:
    """Return text of several lines without what is invisible, in NFC; its lines and tabs stay.

    Raises ValidationError as `clean_line` does.
    """
    lines = re.split("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", text)
    return "\n".join("\t".join(_clean(part) for part in line.split("\t")) for line in lines)


def clean_value(text: str) -> str:
    """Return text that has to come back as it is, its spaces and line breaks too, without what is
    invisible.

    Raises ValidationError as `clean_line` does.
    """
    return "".join(
        part if part.isspace() else _without_invisible(part) for part in re.split(r"(\s+)", text)
    )


def clean_typed(text: str) -> str:
    """Return what is typed with the keys of a Latin keyboard, such as an address or a URL.

    Full-width letters become the usual ones; the rest is as in `clean_line`.
    """
    return clean_line(narrowed(text))


def narrowed(text: str) -> str:
    """Return a text with the usual letters and signs in the place of full-width ones."""
    return "".join(map(_narrow, text))


def printable(text: str) -> str:
    """Return text of one line from elsewhere, which nobody here can mend: what `clean_line` would
    refuse becomes “�”.
    """
    shown = _IDLE.sub("", _INVISIBLE.sub("", _BREAKS.sub(" ", text)))
    return "".join("\ufffd" if _is_refused(one) else one for one in shown).strip()


def name_of(character: str) -> str:
    """Return a character's name and number: “a right-to-left override (U+202E)”."""
    kinds = {"Co": gettext("a private-use character"), "Cn": gettext("an unknown character")}
    name = _NAMES.get(character) or kinds.get(
        unicodedata.category(character), gettext("a control character")
    )
    return gettext("%(name)s (%(number)s)") % {"name": name, "number": f"U+{ord(character):04X}"}


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", _without_invisible(text))


def _without_invisible(text: str) -> str:
    kept = _IDLE.sub("", _INVISIBLE.sub("", text))
    refused = next((one for one in kept if _is_refused(one)), None)
    if refused:
        raise ValidationError(
            gettext("This contains %(character)s. Remove it, or enter the text again.")
            % {"character": name_of(refused)},
            code="character",
        )
    return kept


def _narrow(character: str) -> str:
    wide = unicodedata.decomposition(character).startswith(("<wide>", "<narrow>"))
    return unicodedata.normalize("NFKC", character) if wide else character


def _is_refused(character: str) -> bool:
    # The last two of each of Unicode's planes are no characters, and never will be.
    if character in _NAMES or ord(character) & 0xFFFE == 0xFFFE:
        return True
    category = unicodedata.category(character)
    return category in ("Cc", "Cs", "Co") or (category == "Cn" and not _ADDED.match(character))
