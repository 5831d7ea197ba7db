"""SCIM and directory sync: set up by the API and by the assistant alike."""

from datetime import timedelta

from portal.local.auth0_sandbox.clock import iso
from portal.local.auth0_sandbox.http.errors import Refused
from portal.local.auth0_sandbox.messages import Row

from .tenant import Tenant

DIRECTORY_STRATEGY = "google-apps"
SCIM_STRATEGIES = ("okta", "waad", "samlp", "oidc")
USER_SCOPES = frozenset(f"{verb}:users" for verb in ("get", "post", "put", "patch", "delete"))
SHORTEST_LIFETIME = 900  # seconds
MOST_TOKENS = 2


def default_mapping() -> list[Row]:
    """Return where Auth0 puts the attributes of a SCIM user, unless told otherwise."""
    return [
        {"auth0": "preferred_username", "scim": "userName"},
        {"auth0": "email", "scim": 'emails[primary eq "true"].value'},
        {"auth0": "external_id", "scim": "externalId"},
        {"auth0": "blocked", "scim": "active"},
    ]


def configure(tenant: Tenant, connection: Row) -> Row:
    """Turn SCIM on for a connection, or return what is there."""
    now = tenant.timestamp()
    row = {
        "connection_id": connection["id"],
        "connection_name": connection["name"],
        "strategy": connection["strategy"],
        "tenant_name": tenant.name,
        "user_id_attribute": "externalId",
        "mapping": default_mapping(),
        "created_at": now,
        "updated_on": now,
    }
    return tenant.state.scim.setdefault(connection["id"], row)


def issue_token(
    tenant: Tenant, connection_id: str, scopes: list[str], lifetime: int | None
) -> tuple[Row, str]:
    """Return the token's row and its value, which is shown this once. Raises Refused (409)."""
    rows = tenant.state.scim_tokens.setdefault(connection_id, [])
    if len(rows) >= MOST_TOKENS:
        raise Refused(409, f"Maximum of {MOST_TOKENS} tokens already issued")
    now = tenant.now()
    row: Row = {"token_id": tenant.ids.make("tok_"), "scopes": scopes, "created_at": iso(now)}
    if lifetime:
        row["valid_until"] = iso(now + timedelta(seconds=lifetime))
    rows.append(row)
    return row, row["token_id"] + "." + tenant.ids.text(48)


def sync_directory(tenant: Tenant, connection: Row, *, groups: bool) -> Row:
    """Turn Google Workspace directory sync on."""
    now = tenant.timestamp()
    row = {
        "connection_id": connection["id"],
        "connection_name": connection["name"],
        "strategy": connection["strategy"],
        "mapping": [{"auth0": "email", "idp": "primaryEmail"}],
        "synchronize_automatically": True,
        "synchronize_groups": "all" if groups else "off",
        "created_at": now,
        "updated_at": now,
    }
    tenant.state.directories[connection["id"]] = row
    return row
