"""Every field of a ticket request with its limits, as in the API's own schema."""

from __future__ import annotations

from .shapes import Choice, Flag, Labels, Many, Record, Text, Whole

LONGEST_TTL = 432_000  # seconds: five days, also what 0 or nothing means
SHORTEST_TOKEN_LIFETIME = 900  # seconds
NAME_PATTERN = r"[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*"
VERIFICATION = ("none", "optional", "required")
USER_SCOPES = tuple(f"{verb}:users" for verb in ("get", "post", "put", "patch", "delete"))
GROUP_SCOPES = tuple(f"{verb}:groups" for verb in ("get", "post", "put", "patch", "delete"))

_NAME_IT = (
    "Enter a connection name. Use only letters, digits, and single hyphens, and start "
    "and end with a letter or digit."
)
_LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# Digits alone are the end of an IP address.
_DOMAIN = Text(
    1,
    255,
    rf"({_LABEL}\.)+(?![0-9]+\Z){_LABEL}",
    "Enter a domain such as acme.com, or remove this entry. International domains start with xn--.",
)

_IDP_INITIATED = Record(
    {
        "enabled": Flag(),
        "client_id": Text(pattern=r"[A-Za-z0-9_-]{1,64}", remedy="Choose an application."),
        "client_protocol": Choice(("samlp", "wsfed", "oauth2")),
        "client_authorizequery": Text(longest=256),
    },
    nullable=True,
)

_CONNECTION = Record(
    {
        "name": Text(1, 128, NAME_PATTERN, _NAME_IT),
        "display_name": Text(longest=128),
        "is_domain_connection": Flag(),
        "show_as_button": Flag(),
        "metadata": Labels(most=10, longest=255),
        "options": Record(
            {
                "icon_url": Text(
                    pattern=r"https://[A-Za-z0-9.-]+(:[0-9]+)?([/?#][!-~]*)?",
                    remedy="Enter the icon's full URL, starting with https://.",
                    nullable=True,
                ),
                "domain_aliases": Many(_DOMAIN, nullable=True),
                "idpinitiated": _IDP_INITIATED,
            },
            nullable=True,
        ),
    },
    required={"name": _NAME_IT},
)

_ORGANIZATION = Record(
    {
        "organization_id": Text(
            longest=50,
            pattern=r"org_[A-Za-z0-9]{16}",
            remedy="Choose an organization. Its ID starts with org_, followed by 16 letters or "
            "digits.",
        ),
        "assign_membership_on_login": Flag(),
        "show_as_button": Flag(),
    },
    required={"organization_id": "Choose an organization."},
)

_PROVISIONING = Record(
    {
        "scopes": Many(
            Choice((*USER_SCOPES, *GROUP_SCOPES)),
            least=1,
            remedy="Choose at least one permission for the provisioning token.",
        ),
        "google_workspace": Record(
            {"sync_users": Flag(), "sync_groups": Flag()},
            required={"sync_users": "Choose whether users are synchronized (true or false)."},
        ),
        "token_lifetime": Whole(
            SHORTEST_TOKEN_LIFETIME,
            "Enter 900 seconds (15 minutes) or more, or leave this empty for no expiration.",
            nullable=True,
        ),
    }
)

REQUEST = Record(
    {
        "connection_id": Text(
            pattern=r"con_[A-Za-z0-9]{16}",
            remedy="Choose a connection. Its ID starts with con_, followed by 16 letters or "
            "digits.",
        ),
        "connection_config": _CONNECTION,
        "enabled_clients": Many(Text()),
        "enabled_organizations": Many(_ORGANIZATION),
        "ttl_sec": Whole(
            0, "Enter 0 to 432000 seconds (five days); 0 means five days.", most=LONGEST_TTL
        ),
        "domain_aliases_config": Record(
            {"domain_verification": Choice(VERIFICATION), "pending_domains": Many(_DOMAIN)},
            required={"domain_verification": f"Choose one of: {', '.join(VERIFICATION)}."},
        ),
        "provisioning_config": _PROVISIONING,
        "use_for_organization_discovery": Flag(),
        "enabled_features": Record(
            {"sso": Flag(), "domain_verification": Flag(), "provisioning": Flag()}
        ),
        "third_party_client_access_config": Record(
            {"allow_configuration": Flag()},
            required={"allow_configuration": "Choose yes or no (true or false)."},
        ),
    }
)
