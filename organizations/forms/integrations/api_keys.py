"""An API key: what it may do, and for how long."""

from datetime import timedelta
from typing import Any

from django import forms

from organizations.models import ApiKey
from organizations.services.api_keys import SCOPES


class ApiKeyForm(forms.ModelForm):
    scopes = forms.MultipleChoiceField(
        choices=lambda: [(scope, f"{scope}: {what}") for scope, what in SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text="Select only the scopes this system needs.",
    )
    expires_at = forms.DateTimeField(
        label="Expires",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Leave empty for a key that works until it's revoked.",
    )

    class Meta:
        model = ApiKey
        fields = ["name", "scopes", "tenant", "expires_at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tenant: Any = self.fields["tenant"]
        tenant.empty_label = "All tenants"


class RotateForm(forms.Form):
    """How long the old key goes on beside the new one."""

    hours = forms.TypedChoiceField(
        label="Old key works for",
        coerce=int,
        choices=[
            (0, "Expires now"),
            (1, "1 more hour"),
            (24, "1 more day"),
            (168, "1 more week"),
            (720, "30 more days"),
        ],
        initial=24,
        help_text="Replace the key in your system within this time.",
    )

    @property
    def overlap(self) -> timedelta:
        return timedelta(hours=self.cleaned_data["hours"])
