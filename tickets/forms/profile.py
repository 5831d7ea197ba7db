"""Self-service profiles, with Auth0's limits checked before it is asked.

https://auth0.com/docs/api/management/v2/self-service-profiles/post-self-service-profiles
"""

import re
from typing import Any

from django import forms

from portal.auth0.profiles import Profile
from tickets.strategies import Strategy

from .fields import Rows

MOST_ATTRIBUTES = 20
_HTTPS = re.compile(r"https://[^\s/?#]+\S*", re.IGNORECASE)
_COLOR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})")


class AttributeRow(forms.Form):
    """A piece of data that the customer maps to their identity provider."""

    name = forms.CharField(
        label="Attribute", max_length=250, help_text="Its name in Auth0, for example email."
    )
    description = forms.CharField(
        label="Description", max_length=255, help_text="What the customer reads, in their words."
    )
    is_optional = forms.BooleanField(label="The customer may leave it out", required=False)


class _Attributes(Rows):
    def clean(self) -> None:
        names = [row["name"] for row in attributes(self)]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise forms.ValidationError(
                f"{', '.join(twice)} stands here more than once. Keep one of each."
            )


AttributeRows = forms.formset_factory(
    AttributeRow,
    formset=_Attributes,
    extra=3,
    can_delete=True,
    max_num=MOST_ATTRIBUTES,
    absolute_max=200,
    validate_max=True,
)


def attributes(rows: "forms.BaseFormSet[AttributeRow]") -> list[dict[str, Any]]:
    """Return the filled-in rows as Auth0's `user_attributes`."""
    kept = [
        row.cleaned_data
        for row in rows.forms
        if row.is_valid() and row.cleaned_data and not row.cleaned_data.get("DELETE")
    ]
    return [{key: row[key] for key in ("name", "description", "is_optional")} for row in kept]


class ProfileForm(forms.Form):
    name = forms.CharField(label="Name", max_length=100, help_text="Your staff see it.")
    description = forms.CharField(label="Description", max_length=140, required=False)
    allowed_strategies = forms.MultipleChoiceField(
        label="Identity providers",
        required=False,
        choices=Strategy.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="What the customer can choose from. None ticked: all of them.",
    )
    logo_url = forms.CharField(
        label="Logo",
        max_length=1024,
        required=False,
        help_text="Address of an image, https:// only. Shown at the top of the assistant.",
    )
    primary_color = forms.CharField(
        label="Colour",
        required=False,
        help_text="Of buttons, as #3b5bdb or #35b.",
    )
    user_attribute_profile_id = forms.CharField(
        label="User attribute profile",
        max_length=50,
        required=False,
        help_text="Its ID in Auth0, uap_…, if you use one instead of the attributes above.",
    )
    introduction = forms.CharField(
        label="Introduction",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="The first thing the customer reads in the assistant. Simple HTML: bold, "
        "italic, links. Empty: Auth0's own text.",
    )

    def __init__(
        self, data: Any = None, *, profile: Profile | None = None, introduction: str = ""
    ) -> None:
        initial: dict[str, Any] = {"introduction": introduction}
        rows: list[dict[str, Any]] = []
        if profile:
            initial |= {
                name: getattr(profile, name)
                for name in self.base_fields
                if name not in ("allowed_strategies", "introduction")
            }
            initial["allowed_strategies"] = list(profile.allowed_strategies)
            rows = [vars(attribute) for attribute in profile.user_attributes]
        super().__init__(data, initial=initial)
        self.attributes = AttributeRows(data, prefix="attributes", initial=rows)

    def is_valid(self) -> bool:
        # Both are asked, so that all errors show at once.
        return all([self.attributes.is_valid(), super().is_valid()])

    def clean_logo_url(self) -> str:
        url: str = self.cleaned_data["logo_url"]
        if url and not _HTTPS.fullmatch(url):
            raise forms.ValidationError("Give the full address; it must begin with https://.")
        return url

    def clean_primary_color(self) -> str:
        color: str = self.cleaned_data["primary_color"]
        if color and not _COLOR.fullmatch(color):
            raise forms.ValidationError("Write it as # and three or six of 0–9 and a–f: #3b5bdb.")
        return color

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("user_attribute_profile_id") and attributes(self.attributes):
            self.add_error(
                "user_attribute_profile_id",
                "A profile has either this or attributes of its own. Empty one of the two.",
            )
        return cleaned

    @property
    def fields_for_auth0(self) -> dict[str, Any]:
        """The profile's fields in Auth0's names; None where nothing is wanted."""
        cleaned = self.cleaned_data
        branding: dict[str, Any] = {}
        if cleaned["logo_url"]:
            branding["logo_url"] = cleaned["logo_url"]
        if cleaned["primary_color"]:
            branding["colors"] = {"primary": cleaned["primary_color"]}
        return {
            "name": cleaned["name"],
            "description": cleaned["description"] or None,
            "allowed_strategies": cleaned["allowed_strategies"] or None,
            "branding": branding or None,
            "user_attributes": attributes(self.attributes) or None,
            "user_attribute_profile_id": cleaned["user_attribute_profile_id"] or None,
        }
