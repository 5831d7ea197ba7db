"""Bar charts as the page draws them: an SVG image a bar, in which nothing but widths is computed.

Words stand beside the images, so that they keep their size on a phone; the table below a chart
says the same to those who don't see it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Part:
    """A piece of a bar, in percent of the chart's width; its tone is a class of reports.css."""

    tone: str
    start: str
    width: str


@dataclass(frozen=True)
class Bar:
    """One line of a chart: its name, its pieces, and its value in words."""

    label: str
    parts: list[Part]
    value: str


@dataclass(frozen=True)
class Chart:
    """Bars on one scale; `legend` names the tones where a bar has several."""

    bars: list[Bar] = field(default_factory=list)
    legend: list[tuple[str, str]] = field(default_factory=list)


Numbers = Sequence[tuple[str, float]]


def chart(
    bars: Iterable[tuple[str, Numbers, str]],
    *,
    legend: dict[str, str] | None = None,
    top: float = 0,
) -> Chart:
    """Return a chart of bars, each with its label, its pieces (tone and number) and its value.

    The longest bar, or `top` if it is more, fills the width. Of the legend only what is shown
    stays.
    """
    given = list(bars)
    most = max([top, *(sum(number for _, number in parts) for _, parts, _ in given)])
    shown = {tone for _, parts, _ in given for tone, number in parts if number}
    return Chart(
        [Bar(label, _parts(parts, most), value) for label, parts, value in given],
        [(tone, label) for tone, label in (legend or {}).items() if tone in shown],
    )


def _parts(numbers: Numbers, most: float) -> list[Part]:
    parts, start = [], 0.0
    for tone, number in numbers:
        if number:
            width = 100 * number / most
            parts.append(Part(tone, f"{start:.2f}", f"{width:.2f}"))
            start += width
    return parts
