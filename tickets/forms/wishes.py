"""Every field of a ticket request, with Auth0's terms explained."""

from django import forms

from organizations.fields import DomainsField
from organizations.models import Verification
from portal.auth0.ticket_request.body import (
    GROUP_SCOPES,
    LONGEST_TTL,
    SHORTEST_TOKEN_LIFETIME,
    USER_SCOPES,
)

from .fields import PairsField, SecondsField, YesNoField

HOUR, DAY = 3600, 86_400  # seconds


class WishesForm(forms.Form):
    """What can be asked for; request.py says where each field stands in the body."""

    error_css_class = "has-error"

    name = forms.CharField(
        label="Connection name",
        max_length=128,
        help_text="Unique in the tenant and for good. Letters, digits and single hyphens.",
    )
    display_name = forms.CharField(
        label="Display name",
        required=False,
        max_length=128,
        help_text="As people read it on the login page.",
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
            (Verification.NONE, "None: the assistant does not ask for domains"),
            (Verification.OPTIONAL, "Optional: the customer may skip it"),
            (Verification.REQUIRED, "Required: the connection cannot be enabled before"),
        ],
    )
    pending_domains = DomainsField(
        label="Domains to verify",
        required=False,
        help_text="One a line. Needs verification to be optional or required.",
    )
    preverified_domains = DomainsField(
        label="Pre-verified domains",
        required=False,
        help_text="One a line. Trusted without a check: a typo here routes another company's "
        "logins.",
    )
    discovery = YesNoField(
        label="Find the organization by these domains",
        otherwise="As Auth0 does by default",
        help_text="Needs exactly one organization. Auth0 calls it organization discovery and "
        "switches it on when there are domains.",
    )
    clients = forms.MultipleChoiceField(
        label="Applications",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The connection is enabled for these. Where an organization gets it, only "
        "applications that allow organizations can be chosen.",
    )
    show_as_button = forms.BooleanField(
        label="Show as a button on the application's login page", required=False
    )
    icon_url = forms.CharField(
        label="Icon of the button",
        required=False,
        help_text="Address of an image, https:// only.",
    )
    is_domain_connection = forms.BooleanField(
        label="Domain-level connection",
        required=False,
        help_text="Third-party applications may use it; needs Dynamic Client Registration.",
    )
    third_party = YesNoField(
        label="Customer decides about third-party access",
        otherwise="Not part of the ticket",
        help_text="Cannot be combined with a domain-level connection.",
    )
    idp_enabled = forms.BooleanField(
        label="Accept sign-ins that start at the identity provider", required=False
    )
    idp_client = forms.ChoiceField(
        label="Application they land in",
        required=False,
        help_text="Used when such sign-ins are accepted.",
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
    idp_query = forms.CharField(
        label="Query string for that application",
        required=False,
        max_length=256,
        help_text="For example redirect_uri=https://app.example.com&scope=openid.",
    )
    provisioning = forms.BooleanField(label="The customer may set up provisioning", required=False)
    provisioning_scopes = forms.MultipleChoiceField(
        label="What the provisioning token may do",
        required=False,
        choices=[(scope, scope) for scope in (*USER_SCOPES, *GROUP_SCOPES)],
        widget=forms.CheckboxSelectMultiple,
        help_text="Without all five of users, Auth0 does not switch SCIM on.",
    )
    provisioning_token = SecondsField(
        label="Days until the provisioning token ends",
        unit=DAY,
        least=SHORTEST_TOKEN_LIFETIME,
        remedy="Enter 0.01042 days (15 minutes) or more, or leave this empty for no end.",
        required=False,
        help_text="Empty: it never ends. At least 15 minutes (0.01042 days).",
    )
    google_workspace = forms.ChoiceField(
        label="Google Workspace directory",
        required=False,
        choices=[
            ("", "Not part of the ticket"),
            ("users", "Synchronize users"),
            ("groups", "Synchronize users and groups"),
            ("nothing", "Part of the ticket, nothing synchronized"),
        ],
        help_text="Only if the profile offers Google Workspace.",
    )
    ttl = SecondsField(
        label="Hours until the first opening",
        unit=HOUR,
        most=LONGEST_TTL,
        remedy="Enter 0 to 120 hours (five days); 0 means five days.",
        required=False,
        help_text="Empty: 120 hours (five days), the most Auth0 allows. From the first opening "
        "on, five hours remain in any case.",
    )
    custom_domain = forms.ChoiceField(
        label="Address of the assistant",
        required=False,
        help_text="One of the tenant's custom domains.",
    )
    metadata = PairsField(
        label="Metadata of the connection",
        required=False,
        help_text="One key = value a line. The portal adds its own, ten in all.",
    )
