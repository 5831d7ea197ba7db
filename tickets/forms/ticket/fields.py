"""Form fields for values that Django has no field for: spans of time, rows."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class Rows(forms.BaseFormSet):
    """Rows of a form that say in plain words what became of them."""

    default_error_messages = {
        **forms.BaseFormSet.default_error_messages,
        "missing_management_form": "Some rows of this list weren't received. "
        "Reload the page and fill them in again.",
        "too_many_forms": "Keep up to %(num)d rows.",
    }


class SecondsField(forms.DecimalField):
    """A span typed in a larger unit; becomes whole seconds.

    `unit` is seconds per unit; `least` and `most` are seconds, `remedy` says them in the unit.
    """

    def __init__(
        self,
        *,
        unit: int,
        remedy: str,
        least: int = 0,
        most: int | None = None,
        **options: Any,
    ) -> None:
        self.unit, self.remedy, self.least, self.most = unit, remedy, least, most
        super().__init__(max_digits=12, decimal_places=5, **options)

    def prepare_value(self, value: Any) -> Any:
        # What was typed comes back as text; seconds of the request as a number.
        if not isinstance(value, int):
            return value
        return format((Decimal(value) / self.unit).quantize(Decimal("1.00000")).normalize(), "f")

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        if typed is None:
            return None
        seconds = round(typed * self.unit)
        if seconds < self.least or (self.most is not None and seconds > self.most):
            raise ValidationError(self.remedy, code="range")
        return seconds
