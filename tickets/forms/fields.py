"""Form fields for values that Django has no field for: pairs, spans of time, rows."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class Rows(forms.BaseFormSet):
    """Rows of a form that say in plain words what became of them."""

    default_error_messages = {
        **forms.BaseFormSet.default_error_messages,
        "missing_management_form": "Not all rows of this list reached us. Load this page anew, "
        "then fill them in again.",
        "too_many_forms": "Keep at most %(num)d rows.",
    }


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or nothing said; `otherwise` explains what nothing means."""

    def __init__(self, *, otherwise: str, **options: Any) -> None:
        super().__init__(
            choices=[("", otherwise), ("true", "Yes"), ("false", "No")],
            coerce=lambda value: value == "true",
            empty_value=None,
            required=False,
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        return str(value).lower() if isinstance(value, bool) else value


class PairsField(forms.CharField):
    """Lines of the form key = value; becomes a dictionary."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return "\n".join(f"{key} = {text or ''}" for key, text in value.items())

    def to_python(self, value: Any) -> dict[str, str]:  # type: ignore[override]
        pairs: dict[str, str] = {}
        for line in (super().to_python(value) or "").splitlines():
            if not line.strip():
                continue
            key, equals, text = (part.strip() for part in line.partition("="))
            if not equals or not key:
                raise ValidationError(
                    f"“{line.strip()}” is not a pair. Write one pair a line, like region = emea.",
                    code="pair",
                )
            if key in pairs:
                raise ValidationError(f"“{key}” stands here twice. Keep one.", code="twice")
            pairs[key] = text
        return pairs


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
