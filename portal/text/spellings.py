"""How else a name may be written where its umlauts can't be typed: Jörg, Joerg, Jorg."""

_PAIRS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa"}
_BASE = str.maketrans({**dict(zip("äöüåø", "aouao", strict=True)), "ß": "ss", "æ": "ae"})
# As they are read in a name that was typed without umlauts.
_BACK = (("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("ss", "ß"))


def spellings(text: str) -> list[str]:
    """Return the text as typed and the other ways in which the same name is written, if any."""
    lower = text.lower()
    apart = "".join(_PAIRS.get(letter, letter) for letter in lower)
    together = lower
    for pair, letter in _BACK:
        together = together.replace(pair, letter)
    # A double s is seldom an ß.
    umlauts = together.replace("ß", "ss")
    others = (apart, lower.translate(_BASE), together, umlauts)
    return [text, *(one for one in dict.fromkeys(others) if one != lower)]
