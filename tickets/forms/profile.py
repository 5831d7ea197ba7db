"""Self-service profiles, with Auth0's limits checked before it is asked.

https://auth0.com/docs/api/management/v2/self-service-profiles/post-self-service-profiles
"""

import re
from collections.abc import Iterable
from typing import Any, cast

from django import forms

from organizations.auth0_problems import explain
from organizations.forms.refusals import show_refusal
from portal.auth0 import Auth0Error, Invalid
from portal.auth0.resources.profiles import Profile
from portal.text.wrapped_links import opened
from portal.web.forms import CleanCharField, CleanTextField, TypedCharField
from tickets.forms.ticket.fields import Rows
from tickets.strategies import Strategy

MOST_ATTRIBUTES = 20
# What Auth0 calls some fields, and how it names one of the attributes.
_PLACES = {"branding.colors": "primary_color", "user_attributes": ""}
_ROW = re.compile(r"\buser_attributes\[(\d+)\](?:\.(\w+))?")
_HTTPS = re.compile(r"https://[^\s/?#@]+([/?#]\S*)?", re.IGNORECASE)
_COLOR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})")


class AttributeRow(forms.Form):
    """A piece of data that the customer maps to their identity provider."""

    name = CleanCharField(
        label="Attribute", max_length=250, help_text="Its name in Auth0, for example email."
    )
    description = CleanCharField(
        label="Description",
        max_length=255,
        help_text="What the customer reads, in words they know.",
    )
    is_optional = forms.BooleanField(label="Optional for the customer", required=False)


class _Attributes(Rows):
    def clean(self) -> None:
        names = [row["name"] for row in attributes(self)]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise forms.ValidationError(
                f"{', '.join(twice)} appears more than once. Keep one of each."
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
    keys = ("name", "description", "is_optional")
    return [{key: row.cleaned_data[key] for key in keys} for row in _filled(rows)]


def _filled(rows: "forms.BaseFormSet[AttributeRow]") -> list[AttributeRow]:
    return [
        row
        for row in rows.forms
        if row.is_valid() and row.cleaned_data and not row.cleaned_data.get("DELETE")
    ]


class ProfileForm(forms.Form):
    name = CleanCharField(label="Name", max_length=100, help_text="Visible to your staff only.")
    description = CleanCharField(label="Description", max_length=140, required=False)
    allowed_strategies = forms.MultipleChoiceField(
        label="Identity providers",
        required=False,
        choices=Strategy.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="What the customer can choose from. Select none to offer all, including those "
        "Auth0 adds later.",
    )
    logo_url = TypedCharField(
        label="Logo",
        max_length=1024,
        required=False,
        help_text="URL of an image, starting with https://. Shown at the top of the assistant.",
    )
    primary_color = TypedCharField(
        label="Color",
        required=False,
        help_text="Color of buttons, such as #3b5bdb or #35b.",
    )
    user_attribute_profile_id = TypedCharField(
        label="User attribute profile",
        max_length=50,
        required=False,
        help_text="Its Auth0 ID (uap_…), if you use one instead of the attributes above. To choose "
        "by name, grant the portal the permission read:user_attribute_profiles.",
    )
    introduction = CleanTextField(
        label="Introduction",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="The first thing the customer reads in the assistant. Simple HTML is allowed: "
        "bold, italic, links. Leave empty for Auth0's default text.",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        profile: Profile | None = None,
        introduction: str = "",
        attribute_profiles: Iterable[tuple[str, str]] | None = None,
        strategies: Iterable[str] = (),
    ) -> None:
        """`attribute_profiles` are the tenant's, as (id, name); None if they cannot be listed.

        `strategies` can be chosen though neither the profile nor this form knows them.
        """
        initial: dict[str, Any] = {"introduction": introduction}
        rows: list[dict[str, Any]] = []
        if profile:
            initial |= {
                name: getattr(profile, name)
                for name in self.base_fields
                if name not in ("allowed_strategies", "introduction")
            }
            initial["allowed_strategies"] = list(profile.allowed_strategies)
            strategies = [*profile.allowed_strategies, *strategies]
            rows = [vars(attribute) for attribute in profile.user_attributes]
        super().__init__(data, initial=initial)
        # Auth0 may have added one since, and another tool may have chosen it.
        unknown = dict.fromkeys(one for one in strategies if one not in Strategy.values)
        cast(forms.ChoiceField, self.fields["allowed_strategies"]).choices = [
            *Strategy.choices,
            *((one, one) for one in unknown),
        ]
        self._listed = bool(initial.get("allowed_strategies"))
        if attribute_profiles is not None:
            self._offer(dict(attribute_profiles))
        self.attributes = AttributeRows(data, prefix="attributes", initial=rows)

    def is_valid(self) -> bool:
        # Both are asked, so that all errors show at once.
        return all([self.attributes.is_valid(), super().is_valid()])

    def clean_allowed_strategies(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["allowed_strategies"]
        if self._listed and not chosen:
            # The PATCH takes neither null nor an empty list.
            raise forms.ValidationError(
                "Auth0 can't go back to “all” once a profile has a list. Select every "
                "provider the customer can choose, or create a new profile with none "
                "selected."
            )
        return chosen

    def clean_logo_url(self) -> str:
        url = opened(self.cleaned_data["logo_url"])
        if url and not _HTTPS.fullmatch(url):
            raise forms.ValidationError("Enter a full URL that starts with https://.")
        return url

    def clean_primary_color(self) -> str:
        color: str = self.cleaned_data["primary_color"]
        if color and not _COLOR.fullmatch(color):
            raise forms.ValidationError("Enter a hex color such as #3b5bdb.")
        return color

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("user_attribute_profile_id") and attributes(self.attributes):
            self.add_error(
                "user_attribute_profile_id",
                "A profile has either a user attribute profile or its own attributes. "
                "Clear one of the two.",
            )
        return cleaned

    def _offer(self, found: dict[str, str]) -> None:
        """Have the attribute profile chosen by name; one that is gone from the list stays."""
        used = self.initial.get("user_attribute_profile_id")
        if used:
            found = {used: used, **found}
        self.fields["user_attribute_profile_id"] = forms.ChoiceField(
            label="User attribute profile",
            required=False,
            choices=[("", "None: the attributes above"), *found.items()],
            help_text="Created in Auth0; replaces the attributes above.",
        )

    def show_refusal(self, error: Auth0Error) -> None:
        """Say what Auth0 refuses beside the field that it is about, in the attributes' rows too."""
        named = _ROW.search(error.message) if isinstance(error, Invalid) else None
        rows = _filled(self.attributes) if named else []
        if named and int(named[1]) < len(rows):
            row, message = rows[int(named[1])], str(explain(error))
            # A form set remembers the errors it found before; the row is named above all.
            self.add_error(None, f"Attribute {self.attributes.forms.index(row) + 1}: {message}")
            row.add_error(named[2] if named[2] in row.fields else None, message)
        else:
            show_refusal(self, error, places=_PLACES)

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
