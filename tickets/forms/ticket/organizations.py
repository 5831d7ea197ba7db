"""The organizations of a ticket, each with how its members come in."""

from typing import Any

from django import forms

from portal.web.forms import TypedCharField

from .fields import Rows


class OrganizationRow(forms.Form):
    organization_id = TypedCharField(
        label="Organization ID",
        required=False,
        max_length=50,
        help_text="Starts with org_, followed by 16 letters or digits. Clear it to remove this "
        "organization.",
    )
    assign_membership_on_login = forms.BooleanField(
        label="Add users as members when they sign in", required=False
    )
    show_as_button = forms.BooleanField(
        label="Show as a button on the organization's login page", required=False, initial=True
    )


OrganizationRows = forms.formset_factory(
    OrganizationRow, formset=Rows, extra=1, max_num=50, validate_max=True
)


def filled(rows: "forms.BaseFormSet[OrganizationRow]") -> list[OrganizationRow]:
    """Return the rows that name an organization."""
    return [row for row in rows.forms if row.is_valid() and row.cleaned_data.get("organization_id")]


def chosen(rows: "forms.BaseFormSet[OrganizationRow]") -> list[dict[str, Any]]:
    """Return those as `enabled_organizations` of a request."""
    return [row.cleaned_data for row in filled(rows)]
