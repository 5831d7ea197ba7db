"""Finding an organization in Auth0, or making one."""

from django import forms

from organizations.names import ORGANIZATION_NAME_LENGTH, check_organization_name
from portal.web.forms import CleanCharField, TypedCharField


class OrganizationSearch(forms.Form):
    q = CleanCharField(
        label="Search in Auth0",
        required=False,
        max_length=100,
        widget=forms.SearchInput(attrs={"placeholder": "Name or organization ID"}),
    )


class OrganizationForm(forms.Form):
    """A new organization. https://auth0.com/docs/api/management/v2/organizations/post-organizations"""

    name = TypedCharField(
        max_length=ORGANIZATION_NAME_LENGTH,
        validators=[check_organization_name],
        help_text="Auth0's name, used in URLs: lowercase letters, digits, - and _.",
    )
    display_name = CleanCharField(
        max_length=255, required=False, help_text="What users see when they sign in."
    )
