"""Texts put together by the rules of the reader's language."""

import pytest
from django.utils import translation

from portal.text.joining import listed, one_period, quoted, sentences


@pytest.mark.parametrize(
    ("language", "names", "quotation", "text"),
    [
        ("en", "acme.com, acme.org", "“x”", "One. Two."),
        ("de", "acme.com, acme.org", "„x“", "One. Two."),
        ("fr", "acme.com, acme.org", "«\u202fx\u202f»", "One. Two."),
        ("es", "acme.com, acme.org", "«x»", "One. Two."),
        ("ja", "acme.com、acme.org", "「x」", "One.Two."),
    ],
)
def test_joins_as_the_language_does(language: str, names: str, quotation: str, text: str) -> None:
    with translation.override(language):
        assert listed(["acme.com", "acme.org"]) == names
        assert quoted("x") == quotation
        assert sentences(["One.", "", "Two."]) == text


def test_one_or_none_needs_no_joint() -> None:
    assert listed(["acme.com"]) == "acme.com"
    assert listed([]) == sentences([""]) == ""


def test_a_name_with_a_period_of_its_own_ends_a_sentence_with_one() -> None:
    names = ["Kestrel Robotics Inc.", "Müller & Co.", "Acme"]
    text = "It’s Kestrel Robotics Inc.. Is it Müller &amp; Co..? Acme. Kestrel Robotics Inc. too…"

    assert one_period(text, names) == (
        "It’s Kestrel Robotics Inc.. Is it Müller &amp; Co.? Acme. Kestrel Robotics Inc. too…"
    ).replace("..", ".")
