"""Form fields for what Django has no field for."""

from typing import Any
from zoneinfo import available_timezones

from django import forms

from organizations.names import domain_names


class DomainsField(forms.CharField):
    """Domain names, one a line or separated by commas; becomes a list, lower-case, in ASCII."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "none"})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        return domain_names(super().to_python(value) or "")


class SecretField(forms.CharField):
    """A secret that can be set and never read back; empty leaves what is stored."""

    widget = forms.PasswordInput(attrs={"autocomplete": "off"}, render_value=False)

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)


def time_zones() -> list[tuple[str, str]]:
    """Return the choices of a time zone, none first."""
    names = sorted(name for name in available_timezones() if "/" in name and name[:4] != "Etc/")
    return [("", "Not known"), *((name, name.replace("_", " ")) for name in names)]
