"""Finding an organization in Auth0, or making one."""

from django import forms

from organizations.names import ORGANIZATION_NAME_LENGTH, check_organization_name


class OrganizationSearch(forms.Form):
    q = forms.CharField(
        label="Search in Auth0",
        required=False,
        max_length=100,
        widget=forms.SearchInput(attrs={"placeholder": "Name or organization ID"}),
    )


class OrganizationForm(forms.Form):
    """A new organization. https://auth0.com/docs/api/management/v2/organizations/post-organizations"""

    name = forms.CharField(
        max_length=ORGANIZATION_NAME_LENGTH,
        validators=[check_organization_name],
        help_text="Auth0's name for it, as in URLs: lower-case letters, digits, - and _.",
    )
    display_name = forms.CharField(
        max_length=255, required=False, help_text="As its people see it when they sign in."
    )
