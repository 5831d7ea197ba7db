"""A connection that staff create from what a customer sent."""

from collections.abc import Iterable
from typing import Any

from django import forms

from organizations.names import CONNECTION_NAME_LENGTH, check_connection_name
from organizations.provider import check_https, check_saml_metadata, oidc_options, saml_options

_MONO = {"spellcheck": "false", "autocomplete": "off"}


class ConnectionForm(forms.Form):
    """One of three ways to say who the identity provider is; see `provider`.

    https://auth0.com/docs/api/management/v2/connections/post-connections
    """

    METADATA_URL, METADATA_XML, OIDC = "metadata-url", "metadata", "oidc"
    # way → (what the customer sent, the fields it takes)
    WAYS = {
        METADATA_URL: ("Address of SAML metadata", ("metadata_url",)),
        METADATA_XML: ("SAML metadata", ("metadata_xml",)),
        OIDC: ("OpenID Connect", ("issuer", "client_id", "client_secret")),
    }

    name = forms.CharField(
        max_length=CONNECTION_NAME_LENGTH,
        validators=[check_connection_name],
        help_text="Cannot be changed later. Letters, digits and single hyphens.",
    )
    display_name = forms.CharField(
        max_length=128, required=False, help_text="On the login page, where it is shown there."
    )
    metadata_url = forms.CharField(label="Metadata URL", max_length=2000, validators=[check_https])
    metadata_xml = forms.CharField(
        label="Metadata",
        widget=forms.Textarea(attrs={"rows": 8, **_MONO}),
        validators=[check_saml_metadata],
        help_text="The whole XML file.",
    )
    issuer = forms.CharField(
        label="Issuer or discovery URL",
        max_length=2000,
        validators=[check_https],
        help_text="For example https://idp.example.com.",
    )
    client_id = forms.CharField(
        label="Client ID", max_length=255, widget=forms.TextInput(attrs=_MONO)
    )
    client_secret = forms.CharField(
        max_length=2000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Passed on to Auth0 and kept nowhere else.",
    )
    wanted_clients = forms.MultipleChoiceField(
        label="Applications",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="That can be signed in to with this connection.",
    )
    attach = forms.BooleanField(
        label="Enable it for the customer's organization", required=False, initial=True
    )
    assign_membership_on_login = forms.BooleanField(
        label="Who signs in becomes a member of the organization", required=False, initial=True
    )
    show_as_button = forms.BooleanField(label="Show a button on the login page", required=False)

    def __init__(
        self,
        *args: Any,
        way: str,
        applications: Iterable[tuple[str, str]],
        mapped: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.way = way if way in self.WAYS else self.METADATA_URL
        for other, (_label, names) in self.WAYS.items():
            if other != self.way:
                for name in names:
                    del self.fields[name]
        self.fields["wanted_clients"].choices = list(applications)  # type: ignore[attr-defined]
        if not mapped:
            del self.fields["attach"], self.fields["assign_membership_on_login"]

    @property
    def provider(self) -> dict[str, Any]:
        """Strategy and options for Auth0, from a valid form."""
        found = self.cleaned_data
        match self.way:
            case self.METADATA_URL:
                return {"strategy": "samlp", "options": saml_options(url=found["metadata_url"])}
            case self.METADATA_XML:
                return {"strategy": "samlp", "options": saml_options(xml=found["metadata_xml"])}
            case _:
                return {
                    "strategy": "oidc",
                    "options": oidc_options(
                        issuer=found["issuer"],
                        client_id=found["client_id"],
                        client_secret=found["client_secret"],
                    ),
                }


class FindConnection(forms.Form):
    q = forms.CharField(
        label="Exact name or ID",
        required=False,
        max_length=CONNECTION_NAME_LENGTH,
        widget=forms.SearchInput(attrs={"placeholder": "acme-sso or con_…"}),
    )
