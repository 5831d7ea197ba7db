"""A time zone, found by typing a part of its city's name."""

from difflib import get_close_matches
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError

from portal.web.forms import CleanCharField

# Others are old names of these.
_REGIONS = frozenset(
    {
        *("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia"),
        *("Europe", "Indian", "Pacific"),
    }
)


class TimeZoneInput(forms.TextInput):
    """A field that suggests, as one types; the browser does the searching."""

    template_name = "_time_zone.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["suggestions"] = _suggestions()
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}_list"
        return context


class TimeZoneField(CleanCharField):
    """Takes "Europe/Berlin" or, where only one zone has it, "berlin"; becomes the zone's name."""

    widget = TimeZoneInput(attrs={"placeholder": "Type a city, such as Berlin"})

    def __init__(self, *, also: tuple[str, ...] = (), **options: Any) -> None:
        super().__init__(max_length=100, **options)
        self.also = also

    def prepare_value(self, value: Any) -> Any:
        return value.replace("_", " ") if isinstance(value, str) else value

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        wanted = "_".join(typed.split()).lower()
        if not wanted:
            return ""
        names = {name.lower(): name for name in (*zone_names(), *self.also)}
        if wanted in names:
            return names[wanted]
        cities = [name for name in names.values() if name.rpartition("/")[2].lower() == wanted]
        if len(cities) == 1:
            return cities[0]
        near = cities or [
            names[one]
            for one in names
            if wanted in one or get_close_matches(wanted, [one.rpartition("/")[2]], cutoff=0.8)
        ]
        hint = f" Did you mean {' or '.join(self.prepare_value(one) for one in near[:3])}?"
        raise ValidationError(
            f"“{typed}” isn't a time zone.{hint if near else ' Enter a large city in it.'}"
        )


@cache
def zone_names() -> tuple[str, ...]:
    """Return the names of all time zones that are named after a place."""
    return tuple(
        sorted(name for name in available_timezones() if "/" in name and name[:4] != "Etc/")
    )


@cache
def _suggestions() -> tuple[str, ...]:
    return tuple(
        name.replace("_", " ")
        for name in zone_names()
        if name.partition("/")[0] in _REGIONS and name.count("/") == 1
    )
