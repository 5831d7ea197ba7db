"""Every field of a ticket request, in groups, with Auth0's terms explained."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from organizations.fields import DomainsField
from organizations.models import Tenant, Verification
from organizations.services import applications
from portal.auth0.ticket_request import Problem, problems
from portal.auth0.ticket_request.body import GROUP_SCOPES, USER_SCOPES
from tickets.models import Ticket
from tickets.services import choices

from . import request
from .fields import PairsField, SecondsField
from .organizations import OrganizationRows, chosen, filled

HOUR, DAY = 3600, 86_400  # seconds

YES_NO = [("", "As Auth0 does by default"), ("true", "Yes"), ("false", "No")]


@dataclass(frozen=True)
class Choices:
    """What a tenant has to choose from: applications as (client id, name), custom domains."""

    clients: tuple[tuple[str, str], ...] = ()
    custom_domains: tuple[str, ...] = ()

    @classmethod
    def of(cls, tenant: Tenant) -> "Choices":
        """What Auth0 has to offer. Raises Auth0Error."""
        return cls(tuple(applications(tenant)), tuple(choices.assistant_domains(tenant)))


@dataclass(frozen=True)
class Group:
    """Fields that are shown together; `organizations` adds the rows of organizations."""

    title: str
    text: str
    fields: tuple[str, ...]
    organizations: bool = False


GROUPS = (
    Group(
        "Name",
        "What the connection is called once the customer has set it up.",
        ("name", "display_name"),
    ),
    Group(
        "What the customer may do",
        "Leave all unticked and Auth0 decides by what else the ticket holds.",
        ("features",),
    ),
    Group(
        "Domains",
        "E-mail domains lead people to their own login. A domain to verify counts once the "
        "customer has set a TXT record; a pre-verified domain counts at once.",
        ("verification", "pending_domains", "preverified_domains", "discovery"),
    ),
    Group(
        "Applications",
        "Without any, the assistant ends without the button that enables the connection.",
        ("clients",),
    ),
    Group(
        "Organizations",
        "Whose login page offers the connection, and whose members its users become.",
        (),
        organizations=True,
    ),
    Group(
        "Login page",
        "How the connection shows up where people sign in.",
        ("show_as_button", "icon_url", "is_domain_connection", "third_party"),
    ),
    Group(
        "Sign-in started at the identity provider",
        "SAML only: people click a tile at their identity provider and land in an application.",
        ("idp_enabled", "idp_client", "idp_protocol", "idp_query"),
    ),
    Group(
        "Provisioning",
        "The customer's directory creates, changes and removes accounts by itself (SCIM).",
        ("provisioning", "provisioning_scopes", "provisioning_token", "google_workspace"),
    ),
    Group(
        "Ticket",
        "How long it is good, where the assistant is shown, what the connection is marked with.",
        ("ttl", "custom_domain", "metadata"),
    ),
)


class TicketForm(forms.Form):
    """The request for a ticket of one kind; `body` is what it starts from."""

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
    discovery = forms.TypedChoiceField(
        label="Find the organization by these domains",
        required=False,
        choices=YES_NO,
        coerce=lambda value: value == "true",
        empty_value=None,
        help_text="Needs exactly one organization. Auth0 calls it organization discovery and "
        "switches it on when there are domains.",
    )
    clients = forms.MultipleChoiceField(
        label="Applications",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The connection is enabled for these.",
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
    third_party = forms.TypedChoiceField(
        label="Customer decides about third-party access",
        required=False,
        choices=[("", "Not part of the ticket"), *YES_NO[1:]],
        coerce=lambda value: value == "true",
        empty_value=None,
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
        help_text="For example redirect_uri=https://app.example.com&amp;scope=openid.",
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

    # Fields that a kind of ticket does not have.
    unfit: Mapping[str, frozenset[str]] = {
        Ticket.Kind.CREATE: frozenset({"features"}),
        Ticket.Kind.EDIT: frozenset(
            field
            for field, place in request.PATHS.items()
            if place.startswith("connection_config.")
        ),
    }

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        kind: str,
        body: Mapping[str, Any],
        offered: Choices,
        custom_domain: str = "",
        allowed_strategies: Collection[str] | None = None,
    ) -> None:
        initial = {**request.to_fields(body), "custom_domain": custom_domain}
        super().__init__(data, initial=initial)
        self.kind = kind
        self.connection_id = body.get("connection_id", "")
        self.allowed_strategies = allowed_strategies
        self.organizations = OrganizationRows(
            data, prefix="organizations", initial=initial.get("organizations")
        )
        for field in self.unfit[kind]:
            del self.fields[field]
        self._offer(offered)

    def is_valid(self) -> bool:
        # Both are asked, so that all errors show at once.
        return all([self.organizations.is_valid(), super().is_valid()])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # Rules between fields mean nothing while a field itself is wrong.
        if not self.errors and self.organizations.is_valid():
            self.show(self.problems())
        return cleaned

    @property
    def body(self) -> dict[str, Any]:
        """The request to Auth0, of cleaned values."""
        body = request.to_body({**self.cleaned_data, "organizations": chosen(self.organizations)})
        if self.kind == Ticket.Kind.EDIT:
            return {"connection_id": self.connection_id, **body}
        return body

    def problems(self) -> list[Problem]:
        """What Auth0 would refuse."""
        return problems(self.body, allowed_strategies=self.allowed_strategies)

    def show(self, found: Collection[Problem]) -> None:
        """Put each problem at the field it is about, in the words of the form."""
        for problem in found:
            field = request.field_for(problem.field)
            if field == "organizations":
                self._show_at_row(problem)
            else:
                self.add_error(field if field in self.fields else None, problem.message)

    def groups(self) -> Iterator[tuple[Group, list[forms.BoundField], bool]]:
        """Each group with the fields that this kind has, and whether something in it is wrong."""
        for group in GROUPS:
            fields = [self[name] for name in group.fields if name in self.fields]
            wrong = any(field.errors for field in fields)
            if group.organizations:
                wrong = self.organizations.is_bound and not self.organizations.is_valid()
            if fields or group.organizations:
                yield group, fields, wrong

    def _offer(self, offered: Choices) -> None:
        known = dict(offered.clients)
        used = [*self.initial.get("clients", []), self.initial.get("idp_client", "")]
        # An application that was deleted, or that we may not read, stays what it was.
        clients = [*known.items(), *((one, one) for one in used if one and one not in known)]
        domains = {*offered.custom_domains, self.initial["custom_domain"]} - {""}
        lists: dict[str, list[tuple[str, str]]] = {
            "clients": clients,
            "idp_client": [("", "Not set"), *clients],
            "custom_domain": [("", "Auth0's own"), *((one, one) for one in sorted(domains))],
        }
        for name, options in lists.items():
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = options

    def _show_at_row(self, problem: Problem) -> None:
        number, _, field = problem.field.removeprefix("enabled_organizations.").partition(".")
        if not number.isdigit():
            self.add_error(None, problem.message)
            return
        row = filled(self.organizations)[int(number)]
        row.add_error(field if field in row.fields else None, problem.message)
        # A form set remembers the errors it found before; ours would not be seen.
        self.add_error(None, f"Organization {int(number) + 1}: {problem.message}")
