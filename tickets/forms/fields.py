"""Form fields for values that Django has no field for: pairs, spans of time."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError


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
    """A span typed in a larger unit; becomes whole seconds. `unit` is seconds per unit."""

    def __init__(self, *, unit: int, **options: Any) -> None:
        self.unit = unit
        super().__init__(min_value=0, max_digits=12, decimal_places=5, **options)

    def prepare_value(self, value: Any) -> Any:
        # What was typed comes back as text; seconds of the request as a number.
        if not isinstance(value, int):
            return value
        return format((Decimal(value) / self.unit).quantize(Decimal("1.00000")).normalize(), "f")

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        return None if typed is None else round(typed * self.unit)
