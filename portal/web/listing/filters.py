"""What a list can be narrowed to: a form that a plain GET fills in."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError

from portal.signing import find_token
from portal.web.forms import CleanCharField


class SearchField(CleanCharField):
    """Text to search for, but for links that open a customer's setup: a filter is an address."""

    def __init__(self, *, placeholder: str) -> None:
        widget = forms.SearchInput(attrs={"placeholder": placeholder})
        super().__init__(label="Search", required=False, max_length=200, widget=widget)

    def validate(self, value: str) -> None:
        super().validate(value)
        if find_token(value):
            raise ValidationError(
                "A link opens a customer's setup, so it mustn't appear in a URL. Press "
                "Ctrl-K and paste it there."
            )


class FilterForm(forms.Form):
    """What makes no sense is value beside its field and narrows nothing."""

    def chosen(self) -> dict[str, Any]:
        """Return the values that are set and make sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def ignored(self) -> list[str]:
        """Return what is wrong with the other values, each with the name of its field."""
        wrong = self.errors.items()
        return [f"{self[name].label}: {text}" for name, texts in wrong for text in texts]

    def query(self) -> str:
        """Return the query string that narrows a list as this does, always the same for it."""
        chosen = self.chosen().items()
        return urlencode({name: self.fields[name].prepare_value(value) for name, value in chosen})
