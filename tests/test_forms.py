"""Form fields that forms of both apps share."""

import pytest
from django.core.exceptions import ValidationError

from portal.web.forms import PairsField


@pytest.mark.parametrize(
    "pairs",
    [
        {"region": "emea", "tier": "gold"},
        {"a=b": "c"},
        {"a = b": "c = d"},
        {"url": "https://acme.example/?a=b&c=d"},
        {'"quoted"': '"quoted"', 'half "quoted': '"half'},
        {" spaces ": " around "},
        {"lines": "one\ntwo\r\nthree"},
        {"empty": ""},
        {"straße": "日本"},
        {"\\": "\\n"},
    ],
)
def test_pairs_come_back_as_they_were(pairs: dict[str, str]) -> None:
    field = PairsField(required=False)

    shown = field.prepare_value(pairs)

    assert field.clean(shown.replace("\n", "\r\n")) == pairs
    assert not field.has_changed(pairs, shown)


@pytest.mark.parametrize(
    ("typed", "pairs"),
    [
        ("region=emea", {"region": "emea"}),
        ("  region =  emea \n\n tier= gold", {"region": "emea", "tier": "gold"}),
        ("scope = a=b", {"scope": "a=b"}),
        ('"a=b" = c', {"a=b": "c"}),
        ("k\u200b = v\u2060", {"k": "v"}),
        ('"k \\u200b" = "\u200b v "', {"k ": " v "}),
        ("e\u0301 = 👩\u200d🚀\u2028", {"e\u0301": "👩\u200d🚀"}),
        ('motto = "we" and "you"', {"motto": '"we" and "you"'}),
    ],
)
def test_pairs_are_read_as_typed(typed: str, pairs: dict[str, str]) -> None:
    assert PairsField().clean(typed) == pairs


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("region", "a pair"),
        ("= emea", "a pair"),
        ('"a" b = c', "a pair"),
        ("a = 1\na = 2", "appears twice"),
        ("a = 1\na\u200b = 2", "appears twice"),
        ("\u200b = 1", "a pair"),
        ('"\u200b" = 1', "a pair"),
        ("a = 1\u202e", "right-to-left override"),
        ('a = "\\u202e"', "right-to-left override"),
    ],
)
def test_pairs_say_what_is_wrong(typed: str, told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        PairsField().clean(typed)


def test_pairs_left_as_they_were_shown_have_not_changed() -> None:
    field, pairs = PairsField(required=False), {"k\u200b": "v\u202e"}

    assert not field.has_changed(pairs, field.prepare_value(pairs))
