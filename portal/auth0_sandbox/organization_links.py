"""Which connections an organization's members may use."""

from portal.auth0_sandbox import connections
from portal.auth0_sandbox.errors import Refused
from portal.auth0_sandbox.messages import Row
from portal.auth0_sandbox.tenant import Tenant

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


def attach(tenant: Tenant, organization: str, link: Row) -> Row:
    """Enable a connection for an organization; the link's own settings win over those before."""
    table = tenant.state.links.setdefault(organization, {})
    defaults = {"assign_membership_on_login": False, "show_as_button": True}
    known = table.get(link["connection_id"], defaults)
    table[link["connection_id"]] = {**known, **link}
    return table[link["connection_id"]]


def linking(tenant: Tenant, connection_id: str) -> list[str]:
    """Return the organizations for which the connection is enabled."""
    return [org for org, table in tenant.state.links.items() if connection_id in table]
