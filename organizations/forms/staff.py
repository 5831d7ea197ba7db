"""A colleague, as operators invite them."""

from typing import Any

from django import forms

from organizations.models import User
from organizations.roles import PERMISSIONS, Role

_ROLE_HELP = "Each role includes the permissions of the roles before it: " + "; ".join(
    f"{role.label}: {', '.join(text for least, text in PERMISSIONS.values() if least == role)}"
    for role in Role
)


class StaffForm(forms.ModelForm):
    role = forms.ChoiceField(choices=Role.choices, initial=Role.SUPPORT, help_text=_ROLE_HELP)

    class Meta:
        model = User
        fields = ["email", "name"]
        help_texts = {"email": "They get an email with a link to set their password."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            group = self.instance.groups.first()
            self.initial["role"] = group.name if group else ""

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])
