"""Connections: made and changed by the API and by the assistant alike."""

from portal.local.auth0_sandbox.http.errors import Refused, no_connection
from portal.local.auth0_sandbox.messages import Row

from .tenant import Tenant

NAME_TAKEN = "A connection with this name already exists."


def find(tenant: Tenant, id: str) -> Row:
    """Return the connection's row. Raises Refused (404)."""
    if id not in tenant.state.connections:
        raise no_connection()
    return tenant.state.connections[id]


def by_name(tenant: Tenant, name: str) -> Row | None:
    rows = tenant.state.connections.values()
    return next((row for row in rows if row["name"] == name), None)


def check_realms(tenant: Tenant, row: Row, *, id: str = "") -> None:
    """Raise Refused (409) when a realm is another connection's."""
    if clash := holding(tenant, row.get("realms") or [row["name"]], other_than=id):
        raise Refused(409, f"The realm {clash} is already used by another connection.")


def holding(tenant: Tenant, realms: list[str], *, other_than: str = "") -> str:
    """Return the first of the realms that a connection other than this one has; else nothing."""
    taken = {
        realm
        for other in tenant.state.connections.values()
        if other["id"] != other_than
        for realm in other["realms"]
    }
    return next((realm for realm in realms if realm in taken), "")


def is_taken(tenant: Tenant, name: str) -> bool:
    """Tell whether a connection has this name, or the realm that a new one gets by its name."""
    return by_name(tenant, name) is not None or bool(holding(tenant, [name]))


def add(tenant: Tenant, body: Row) -> Row:
    """Make a connection, for no client yet, with the defaults that Auth0 gives it."""
    row = {
        "id": tenant.ids.make("con_"),
        "display_name": body["name"],
        "options": {},
        "is_domain_connection": False,
        "show_as_button": False,
        "realms": [],
        "metadata": {},
    }
    change(row, body)
    tenant.state.connections[row["id"]] = row
    tenant.state.connection_clients[row["id"]] = []
    return row


def change(row: Row, changes: Row) -> None:
    """Replace what is given; a null among the metadata removes that key."""
    row.update(changes)
    metadata = row["metadata"] or {}
    row["metadata"] = {name: value for name, value in metadata.items() if value is not None}
    row["realms"] = row["realms"] or [row["name"]]


def remove(tenant: Tenant, id: str) -> None:
    """Remove the connection with everything that hangs on it."""
    state = tenant.state
    state.connections.pop(id)
    state.connection_clients.pop(id)
    state.scim.pop(id, None)
    state.scim_tokens.pop(id, None)
    state.directories.pop(id, None)
    for links in state.links.values():
        links.pop(id, None)


def add_clients(tenant: Tenant, id: str, clients: list[str]) -> None:
    enabled = tenant.state.connection_clients[id]
    tenant.state.connection_clients[id] = list(dict.fromkeys([*enabled, *clients]))


def add_aliases(row: Row, domains: list[str]) -> None:
    """Add e-mail domains to those whose users are sent to this connection."""
    aliases = row["options"].get("domain_aliases") or []
    row["options"]["domain_aliases"] = list(dict.fromkeys([*aliases, *domains]))
