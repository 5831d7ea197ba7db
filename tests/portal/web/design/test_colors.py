import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from portal.web.design import colors

ACCENTS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def _ratio(one: str, other: str) -> float:
    return colors.contrast(colors.parse(one), colors.parse(other))


def test_contrast_is_what_wcag_says() -> None:
    assert colors.contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert colors.contrast((255, 255, 255), (255, 255, 255)) == 1
    assert colors.contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@given(ACCENTS)
def test_palette_is_readable_whatever_the_accent(accent: str) -> None:
    for palette, surface in (
        (colors.light(accent), colors.LIGHT_SURFACE),
        (colors.dark(accent), colors.DARK_SURFACE),
    ):
        assert _ratio(palette.on_accent, palette.accent) >= 4.5
        assert _ratio(palette.on_accent, palette.accent_hover) >= 4.5
        assert _ratio(palette.accent_soft_text, palette.accent_soft) >= 4.5
        assert colors.contrast(colors.parse(palette.accent_text), surface) >= 4.5


def test_palette_keeps_an_accent_that_is_readable() -> None:
    assert colors.light("#3b5bdb").accent == "#3b5bdb"


@pytest.mark.parametrize("text", ["", "#12", "blue", "#12345g", "#1234567"])
def test_parse_refuses_what_is_no_color(text: str) -> None:
    with pytest.raises(ValueError, match=r"color|invalid literal"):
        colors.parse(text)


def test_theme_serves_the_company_accent(client: Client, settings) -> None:
    settings.ACCENT_COLOR = "#0a7d34"

    response = client.get("/theme.css")

    assert response["Content-Type"].startswith("text/css")
    assert "--accent: #0a7d34;" in response.content.decode()


def test_theme_serves_another_brand(client: Client) -> None:
    assert "--accent: #7a1fa2;" in client.get("/theme.css?accent=%237a1fa2").content.decode()


def test_theme_refuses_what_is_no_color(client: Client) -> None:
    assert client.get("/theme.css?accent=red;}").status_code == 400
