"""Which connections an organization's members may use."""

from portal.local.auth0_sandbox.http.errors import Refused
from portal.local.auth0_sandbox.messages import Row

from . import connections
from .tenant import Tenant

MOST = 10  # connections per organization
SIGNUP = (
    "Only database connections with assign_membership_on_login = true support "
    "is_signup_enabled = true."
)


def check(tenant: Tenant, link: Row) -> None:
    """Raise Refused when this link cannot be made."""
    connection = connections.find(tenant, link["connection_id"])
    database = connection["strategy"] == "auth0"
    if link.get("is_signup_enabled") and not (database and link.get("assign_membership_on_login")):
        raise Refused(400, SIGNUP)


def check_room(links: dict[str, Row]) -> None:
    """Raise Refused when the organization has as many connections as it may have."""
    if len(links) >= MOST:
        raise Refused(400, f"An organization can have at most {MOST} connections")


def enabled(link: Row) -> bool:
    """Tell whether members may use it; the newer calls keep links that they may not use."""
    return bool(link.get("is_enabled", True))


def shown(tenant: Tenant, link: Row) -> Row:
    """Return a link with what Auth0 tells of its connection."""
    connection = tenant.state.connections[link["connection_id"]]
    return {**link, "connection": {k: connection[k] for k in ("name", "strategy")}}


def attach(tenant: Tenant, organization: str, link: Row) -> Row:
    """Enable a connection for an organization; the link's own settings win over those before."""
    table = tenant.state.links.setdefault(organization, {})
    defaults = {"assign_membership_on_login": False, "show_as_button": True}
    known = table.get(link["connection_id"], defaults)
    table[link["connection_id"]] = {**known, **link}
    return table[link["connection_id"]]


def linking(tenant: Tenant, connection_id: str) -> list[str]:
    """Return the organizations for which the connection is enabled."""
    return [
        organization
        for organization, table in tenant.state.links.items()
        if connection_id in table and enabled(table[connection_id])
    ]
