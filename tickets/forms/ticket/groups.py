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
        "The connection's name once the customer has set it up.",
        ("name", "display_name"),
    ),
    Group(
        "Customer permissions",
        "Select none to let Auth0 decide based on the rest of the ticket.",
        ("features",),
    ),
    Group(
        "Domains",
        "Email domains route users to their own login. A domain to verify counts once "
        "the customer has added a TXT record; a pre-verified domain counts immediately.",
        ("verification", "pending_domains", "preverified_domains", "discovery"),
    ),
    Group(
        "Applications",
        "If you select none, the customer can't enable the connection at the end of the assistant.",
        ("clients",),
    ),
    Group(
        "Organizations",
        "Organizations whose login page offers the connection and whose members its users become.",
        ("membership", "organization_button"),
        organizations=True,
    ),
    Group(
        "Login page",
        "How the connection appears where users sign in.",
        ("show_as_button", "icon_url", "is_domain_connection", "third_party"),
    ),
    Group(
        "IdP-initiated sign-in",
        "SAML only: users select a tile at their identity provider and land in an application.",
        ("idp_enabled", "idp_client", "idp_protocol", "idp_query"),
    ),
    Group(
        "Provisioning",
        "The customer's directory creates, updates, and removes accounts automatically (SCIM).",
        ("provisioning", "provisioning_scopes", "provisioning_token", "google_workspace"),
    ),
    Group(
        "Ticket",
        "How long it's valid, where the assistant is shown, and the connection's metadata.",
        ("ttl", "custom_domain", "metadata"),
    ),
)
