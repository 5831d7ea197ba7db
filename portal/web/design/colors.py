"""Readable colours from any accent: contrast after WCAG 2.2, for both themes."""

from dataclasses import dataclass

RGB = tuple[int, int, int]

WHITE: RGB = (255, 255, 255)
INK: RGB = (16, 18, 22)
READABLE = 4.5  # WCAG 2.2 AA for text

# The surface that accents stand on; static/css/tokens.css says the same.
LIGHT_SURFACE: RGB = (248, 249, 250)
DARK_SURFACE: RGB = (29, 33, 39)


@dataclass(frozen=True)
class Palette:
    """The colours that one theme takes from an accent, as "#rrggbb"."""

    accent: str  # fill of primary buttons and marks
    on_accent: str  # text on that fill
    accent_hover: str  # the fill under the pointer; same text
    accent_text: str  # links and focus rings on the page
    accent_soft: str  # quiet background of what is chosen
    accent_soft_text: str  # text on that background


def light(accent: str) -> Palette:
    """Return the palette of the light theme for an accent ("#rrggbb")."""
    return _palette(parse(accent), surface=LIGHT_SURFACE, towards=INK, tint=0.10)


def dark(accent: str) -> Palette:
    """Return the palette of the dark theme for an accent ("#rrggbb")."""
    return _palette(parse(accent), surface=DARK_SURFACE, towards=WHITE, tint=0.22)


def parse(text: str) -> RGB:
    """Read "#rrggbb" or "#rgb". ValueError for anything else."""
    digits = text.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    if len(digits) != 6:
        raise ValueError(f"“{text}” isn't a color. Enter one as #rrggbb.")
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def contrast(one: RGB, other: RGB) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _palette(accent: RGB, *, surface: RGB, towards: RGB, tint: float) -> Palette:
    # A fill as pale (or dark) as the page would not look like a button.
    fill = _until_contrast(accent, surface, towards, at_least=2.0)
    on_fill = max((WHITE, INK), key=lambda text: contrast(text, fill))
    # Mid-tones read poorly under white and black alike: move the fill away from its text.
    away = INK if on_fill == WHITE else WHITE
    fill = _until_contrast(fill, on_fill, away, at_least=READABLE)
    soft = mix(surface, accent, tint)
    return Palette(
        accent=_hex(fill),
        on_accent=_hex(on_fill),
        accent_hover=_hex(mix(fill, away, 0.12)),
        accent_text=_hex(_until_contrast(accent, surface, towards, at_least=READABLE)),
        accent_soft=_hex(soft),
        accent_soft_text=_hex(_until_contrast(accent, soft, towards, at_least=READABLE)),
    )


def mix(one: RGB, other: RGB, share: float) -> RGB:
    """Return `one` with a share (0 to 1) of `other` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _until_contrast(color: RGB, against: RGB, towards: RGB, *, at_least: float) -> RGB:
    for step in range(101):
        moved = mix(color, towards, step / 100)
        if contrast(moved, against) >= at_least:
            return moved
    return towards


def _luminance(color: RGB) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hex(color: RGB) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)
