"""A time zone is found by a part of its name."""

import pytest
from django import forms

from organizations.forms.time_zones import TimeZoneField


class _Form(forms.Form):
    zone = TimeZoneField(required=False)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        (" new york ", "America/New_York"),
        ("America/New York", "America/New_York"),
        ("America/Argentina/Ushuaia", "America/Argentina/Ushuaia"),
        ("", ""),
    ],
)
def test_takes_a_city_or_the_whole_name(typed: str, zone: str) -> None:
    form = _Form({"zone": typed})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["zone"] == zone


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Berln", "Did you mean Europe/Berlin"),
        ("zzz", "Enter a large city in it."),
        ("Etc/GMT+1", "isn't a time zone"),
        ("UTC", "isn't a time zone"),
    ],
)
def test_says_what_may_be_meant(typed: str, told: str) -> None:
    form = _Form({"zone": typed})

    assert told in form.errors["zone"][0]


def test_suggests_places_and_no_old_names() -> None:
    page = str(_Form(initial={"zone": "America/New_York"}))

    assert 'value="America/New York"' in page
    assert 'list="id_zone_list"' in page
    assert '<option value="Europe/Berlin">' in page
    assert "US/Eastern" not in page
    assert "Argentina/Ushuaia" not in page
