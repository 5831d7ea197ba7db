"""What is taken out of pasted text, and what is refused by name."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from portal.text.cleaning import clean_line, clean_text, clean_typed, printable


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Acme\u200b Ltd", "Acme Ltd"),
        ("\ufeffAcme", "Acme"),
        ("Ac\u00adme", "Acme"),
        ("\u202aAcme\u202c", "Acme"),
        ("Acme\u200e", "Acme"),
        ("Ac\u200dme\u200c", "Acme"),
        ("\u3164", ""),
        *((f"Ac{one}me", "Acme") for one in "\U000e0041\ufe0f\U000e0100\u115f\uffa0\ufff9"),
        # A heart that Unicode added in 2022.
        ("\U0001fa77 Labs", "\U0001fa77 Labs"),
        ("Acme\r\nLtd", "Acme Ltd"),
        ("Acme\u2028Ltd", "Acme Ltd"),
        ("  Acme \u00a0 Ltd\t", "Acme Ltd"),
        ("Mu\u0308ller", "Müller"),
        # Meant: joiners in Persian and in emoji, full-width letters in a Japanese name.
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d💻 Labs", "👩\u200d💻 Labs"),
        ("ＡＣＭＥ株式会社", "ＡＣＭＥ株式会社"),
    ],
)
def test_a_line_keeps_what_is_meant(text: str, cleaned: str) -> None:
    assert clean_line(text) == cleaned


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Acme \u202egnp.exe", "a right-to-left override (U+202E)"),
        ("Acme \u202d", "a left-to-right override (U+202D)"),
        ("Ac\x00me", "a control character (U+0000)"),
        ("Ac\x9fme", "a control character (U+009F)"),
        ("Ac\ud83dme", "a control character (U+D83D)"),
        ("M\ufffdller", "a placeholder for a lost character (U+FFFD)"),
        ("Ac\ufdd0me", "an unknown character (U+FDD0)"),
        ("Ac\U0001ffffme", "an unknown character (U+1FFFF)"),
        ("Ac\u0378me", "an unknown character (U+0378)"),
        ("Ac\uf8ffme", "a private-use character (U+F8FF)"),
        ("Ac\U0010fffdme", "a private-use character (U+10FFFD)"),
    ],
)
@pytest.mark.parametrize("clean", [clean_line, clean_text, clean_typed])
def test_what_could_deceive_is_refused_by_name(clean, text: str, named: str) -> None:
    with pytest.raises(ValidationError, match="This contains") as refused:
        clean(text)

    assert named in refused.value.messages[0]


def test_text_keeps_its_lines() -> None:
    assert clean_text("One\u200b\r\ntwo\n\n\tthree") == "One\ntwo\n\n\tthree"


def test_what_is_typed_on_a_latin_keyboard_is_narrowed() -> None:
    assert clean_typed("ｈｔｔｐｓ：／／ａｃｍｅ．ｃｏｍ\u200b") == "https://acme.com"


def test_text_from_elsewhere_is_shown_without_its_tricks() -> None:
    assert printable("list\u202evsc.\u200bexe\n") == "list\ufffdvsc.exe"


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    for clean in (clean_line, clean_text, clean_typed):
        try:
            cleaned = clean(text)
        except ValidationError:
            continue
        assert clean(cleaned) == cleaned
        assert unicodedata.is_normalized("NFC", cleaned)


@given(st.text())
def test_a_clean_line_fits_the_header_of_a_mail(text: str) -> None:
    try:
        cleaned = clean_line(text)
    except ValidationError:
        return
    assert len(cleaned.splitlines()) <= 1
    cleaned.encode()
