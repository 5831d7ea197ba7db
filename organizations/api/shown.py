"""Connections as lists of the API show them; the upper app adds to a single one."""

from typing import Literal

from pydantic import Field

from organizations.models import Connection
from portal.api.schemas import Out, Time

from .customers import CustomerOut
from .expanding import expandable
from .found import in_tenants_of
from .organizations import OrganizationOut, TenantOut

Waits = Literal["customer", "dns", "staff", "auth0", "nobody"]


class TurnOut(Out):
    """Who has to act next, and on what, as shown to the customer."""

    who: Waits
    text: str


class MissingOut(Out):
    """Something that's missing before the connection is live."""

    what: str = Field(description="connection, domain, applications or organization.")
    detail: str


class ConnectionOut(Out):
    """A customer's enterprise connection. Lists omit `missing` and `turn`."""

    id: int
    customer_id: int
    tenant_id: int
    organization_id: int | None
    auth0_id: str
    name: str
    display_name: str
    strategy: str
    origin: str = Field(description="ticket, adopted (imported from Auth0), or direct.")
    stage: str = Field(
        description="planned, invited, opened, configured, domain_pending, domain_verified, live, "
        "in_use (someone signed in), disabled, or gone (deleted)."
    )
    stage_since: Time
    live_at: Time | None
    first_sign_in_at: Time | None = Field(
        description="Of any user, with one of the product's applications."
    )
    last_sign_in_at: Time | None = Field(description="The last known one; updated once a week.")
    certificate_expires_at: Time | None
    created_at: Time
    checked_at: Time | None
    check_error: str
    missing: list[MissingOut] | None = None
    turn: TurnOut | None = None
    customer: CustomerOut | None = None
    tenant: TenantOut | None = None
    organization: OrganizationOut | None = None


def show_connection(connection: Connection) -> ConnectionOut:
    """Return a connection as lists of the API give it."""
    shown = {
        name: getattr(connection, name)
        for name in (
            *("customer_id", "tenant_id", "organization_id", "auth0_id", "name", "display_name"),
            *("strategy", "origin", "stage", "stage_since", "live_at", "certificate_expires_at"),
            *("first_sign_in_at", "last_sign_in_at"),
            *("created_at", "checked_at", "check_error"),
        )
    }
    return ConnectionOut.model_construct(id=connection.pk, **shown)


expandable(
    "connection",
    "connections:read",
    lambda request: in_tenants_of(request, Connection.objects.all()),
    show_connection,
)
