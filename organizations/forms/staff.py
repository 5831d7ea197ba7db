"""A colleague, as operators invite them."""

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.html import format_html, format_html_join

from organizations.models import User
from organizations.roles import PERMISSIONS, Role

# What each adds to the roles before it, a line each.
_ROLE_HELP = format_html(
    "Each role includes the permissions of the roles before it.<ul>{}</ul>",
    format_html_join(
        "",
        "<li>{}: {}</li>",
        (
            (role.label, ", ".join(text for least, text in PERMISSIONS.values() if least == role))
            for role in Role
        ),
    ),
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
            if self.instance.is_superuser or not group:
                # Saving a name must not take rights away that no role gives.
                role: Any = self.fields["role"]
                role.choices = [("", f"Unchanged ({self.instance.role_label})"), *Role.choices]
                role.required = False
                self.initial["role"] = ""

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_role(self) -> Role | None:
        chosen = self.cleaned_data["role"]
        return Role(chosen) if chosen else None


class MemberForm(StaffForm):
    """Change a colleague. Nobody changes their own role, so they aren't asked for it."""

    class Meta(StaffForm.Meta):
        # The address is who they are; somebody new is invited anew.
        fields = ["name"]

    def __init__(self, *args: Any, by: User | AnonymousUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance == by:
            del self.fields["role"]


class HandOverForm(forms.Form):
    """Who owns the customers of a colleague from now on."""

    to = forms.ModelChoiceField(
        User.objects.none(), label="Transfer to", empty_label="Choose a colleague"
    )

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = User.objects.filter(is_active=True).exclude(pk=owner.pk).order_by("name")
