"""Names whose umlauts are typed in one of several ways."""

import pytest

from portal.text.spellings import spellings


@pytest.mark.parametrize(
    ("typed", "also"),
    [
        ("Jörg", {"joerg", "jorg"}),
        ("joerg", {"jörg"}),
        ("MUELLER", {"müller"}),
        ("Strasse", {"straße"}),
        ("Weiß", {"weiss"}),
        ("Søren", {"soeren", "soren"}),
        ("acme", set()),
    ],
)
def test_reads_a_name_as_it_may_be_written(typed: str, also: set[str]) -> None:
    first, *others = spellings(typed)

    assert first == typed
    assert set(others) == also
