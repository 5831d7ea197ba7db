"""Every field of a ticket request, with Auth0's terms explained."""

from django import forms

from organizations.forms.fields import DomainsField
from organizations.models import Verification
from portal.auth0.ticket_request.body import (
    GROUP_SCOPES,
    LONGEST_TTL,
    SHORTEST_TOKEN_LIFETIME,
    USER_SCOPES,
)
from portal.web.forms import CleanCharField, PairsField, TypedCharField, YesNoField

from .fields import SecondsField

HOUR, DAY = 3600, 86_400  # seconds


class SettingsFields(forms.Form):
    """What can be asked for; request.py says where each field stands in the body."""

    error_css_class = "has-error"

    name = TypedCharField(
        label="Connection name",
        max_length=128,
        help_text="Unique in the tenant; can't be changed later. Use letters, digits, and single "
        "hyphens.",
    )
    display_name = CleanCharField(
        label="Display name",
        required=False,
        max_length=128,
        help_text="Shown to users on the login page.",
    )
    features = forms.MultipleChoiceField(
        label="Features",
        required=False,
        choices=[
            ("sso", "Edit the sign-in connection"),
            ("domain_verification", "Verify and manage domains"),
            ("provisioning", "Set up provisioning"),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    verification = forms.ChoiceField(
        label="Domain verification",
        choices=[
            (Verification.NONE, "None: the assistant doesn't ask for domains"),
            (Verification.OPTIONAL, "Optional: the customer can skip it"),
            (Verification.REQUIRED, "Required: the connection can't be enabled without it"),
        ],
    )
    pending_domains = DomainsField(
        label="Domains to verify",
        required=False,
        help_text="One per line. Domain verification has to be optional or required.",
    )
    preverified_domains = DomainsField(
        label="Pre-verified domains",
        required=False,
        help_text="One per line. Trusted without a check: a typo here routes another company's "
        "logins.",
    )
    discovery = YesNoField(
        label="Find the organization by these domains",
        otherwise="Auth0's default",
        help_text="Needs exactly one organization. Auth0 calls this organization discovery and "
        "turns it on when there are domains.",
    )
    clients = forms.MultipleChoiceField(
        label="Applications",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The connection is enabled for these. With an organization, only applications "
        "that support organizations are available.",
    )
    show_as_button = forms.BooleanField(
        label="Show as a button on the application's login page", required=False
    )
    icon_url = TypedCharField(
        label="Icon of the button",
        required=False,
        help_text="URL of an image, starting with https://.",
    )
    is_domain_connection = forms.BooleanField(
        label="Domain-level connection",
        required=False,
        help_text="Third-party applications can use it. Requires Dynamic Client Registration.",
    )
    third_party = YesNoField(
        label="Customer decides about third-party access",
        otherwise="Not part of the ticket",
        help_text="Can't be combined with a domain-level connection.",
    )
    idp_enabled = forms.BooleanField(label="Accept IdP-initiated sign-ins", required=False)
    idp_client = forms.ChoiceField(
        label="Application users land in",
        required=False,
        help_text="Used when IdP-initiated sign-ins are accepted.",
    )
    idp_protocol = forms.ChoiceField(
        label="Protocol of that application",
        required=False,
        choices=[
            ("", "Not set"),
            ("oauth2", "OpenID Connect / OAuth 2"),
            ("samlp", "SAML"),
            ("wsfed", "WS-Federation"),
        ],
    )
    idp_query = TypedCharField(
        label="Query string for that application",
        required=False,
        max_length=256,
        help_text="For example redirect_uri=https://app.example.com&scope=openid.",
    )
    provisioning = forms.BooleanField(label="The customer can set up provisioning", required=False)
    provisioning_scopes = forms.MultipleChoiceField(
        label="Provisioning token permissions",
        required=False,
        choices=[(scope, scope) for scope in (*USER_SCOPES, *GROUP_SCOPES)],
        widget=forms.CheckboxSelectMultiple,
        help_text="Auth0 turns SCIM on only with all five user permissions.",
    )
    provisioning_token = SecondsField(
        label="Provisioning token lifetime (days)",
        unit=DAY,
        least=SHORTEST_TOKEN_LIFETIME,
        remedy="Enter 0.01042 days (15 minutes) or more, or leave this empty for no expiration.",
        required=False,
        help_text="Leave empty for no expiration. Minimum: 15 minutes (0.01042 days).",
    )
    google_workspace = forms.ChoiceField(
        label="Google Workspace directory",
        required=False,
        choices=[
            ("", "Not part of the ticket"),
            ("users", "Synchronize users"),
            ("groups", "Synchronize users and groups"),
            ("nothing", "Part of the ticket, but nothing synchronized"),
        ],
        help_text="Available if the profile offers Google Workspace.",
    )
    ttl = SecondsField(
        label="Open within (hours)",
        unit=HOUR,
        most=LONGEST_TTL,
        remedy="Enter 0 to 120 hours (five days); 0 means five days.",
        required=False,
        help_text="Leave empty for 120 hours (five days), the maximum. Once opened, the session "
        "lasts five hours.",
    )
    custom_domain = forms.ChoiceField(
        label="Custom domain of the assistant",
        required=False,
        help_text="One of the tenant's custom domains.",
    )
    metadata = PairsField(
        label="Metadata of the connection",
        required=False,
        help_text="One key = value per line, ten in total with the portal's own. Put a key that "
        'contains = in "quotation marks".',
    )
