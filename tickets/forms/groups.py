"""Which fields of a ticket request are shown together, and under which words."""

from dataclasses import dataclass


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
        ("membership", "organization_button"),
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
