"""Form fields for what Django has no field for."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from django.utils import timezone

from organizations.names import domain_names
from organizations.services.tenants.return_urls import return_urls
from portal.text.addresses import readable
from portal.text.invisible import without_invisible


class DomainsField(forms.CharField):
    """Domain names, one a line or separated by commas; becomes a list as DNS knows them."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "none"})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(readable, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        return domain_names(super().to_python(value) or "")


class ReturnUrlsField(forms.CharField):
    """Addresses that may be led back to, one a line; becomes a list."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "none"})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        return return_urls(super().to_python(value) or "")


class SecretField(forms.CharField):
    """A secret that is never shown again, without the invisible characters of what is pasted."""

    widget = forms.PasswordInput(attrs={"autocomplete": "off"})

    def to_python(self, value: Any) -> str:
        return without_invisible(super().to_python(value) or "").strip()

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> "SecretBound":
        return SecretBound(form, self, field_name)


class SecretBound(forms.BoundField):
    """Shows what was typed without the secrets in it, and says that they have to be typed again.

    Else whoever mends another field sends the form without them: "leave empty to keep".
    """

    again = "Enter this again. Secrets aren't kept in a form that couldn't be saved."

    def value(self) -> Any:
        typed = super().value()
        return self.withheld(typed) if isinstance(typed, str) else typed

    def withheld(self, typed: str) -> str:
        """Return what of a typed text may be shown."""
        return ""

    @property
    def errors(self) -> ErrorList:
        found: Iterable[Any] = self.form.errors.get(self.name, [])
        typed = self.data
        is_kept = not isinstance(typed, str) or self.withheld(typed) == typed
        told = [] if is_kept or not self.form.errors else [self.again]
        return self.form.error_class([*found, *told], renderer=self.form.renderer)


class DayField(forms.DateField):
    """A day that has a midnight in every time zone, which the first and last of all have not."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"})
        super().__init__(required=False, widget=widget, **options)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and not 2000 <= value.year < 3000:
            raise ValidationError("Choose a date in 2000 or later.")


def midnight(day: date) -> datetime:
    """Return the beginning of a day where the reader is."""
    return timezone.make_aware(datetime.combine(day, time.min))
