"""Connections: where each stands, whose turn it is; adopted, created, enabled."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from ninja import Query
from pydantic import Field

from organizations.api.customers import Line
from organizations.api.door import KeyRequest, Resource, decided, taken_over
from organizations.api.expanding import Related, expanded
from organizations.api.found import customer_of, in_tenants_of, one_of, tenant_of
from organizations.api.shown import ConnectionOut, MissingOut, TurnOut, Waits, show_connection
from organizations.errors import Rejected
from organizations.forms.connections.create import checked_metadata
from organizations.identity_providers.connection_schema import schema_problems
from organizations.models import Connection, Organization, Stage
from organizations.names import check_connection_name
from organizations.services import connections as services
from organizations.services.connections.open_points import pending_with_record
from organizations.stages import SERVING
from portal.api.pages import Paging, page_of
from portal.api.problems import Fault, invalid
from portal.api.schemas import Id, In, Out, Page
from portal.auth0 import Auth0Error
from tickets.landing.progress.whose_turn import Who, turn
from tickets.services.links.status import link_status

connections = Resource("Connections")

_WHO: dict[Who, Waits] = {
    Who.YOU: "customer",
    Who.DNS: "dns",
    Who.US: "staff",
    Who.AUTH0: "auth0",
    Who.NOBODY: "nobody",
}


class ConnectionExpand(In):
    """Related objects to include."""

    expand: Annotated[list[str], Related("customer", "tenant", "organization")] = []


class ConnectionSearch(Paging, ConnectionExpand):
    """Filters."""

    customer_id: Id | None = None
    tenant_id: Id | None = None
    stage: Literal[tuple(Stage.values)] | None = None  # type: ignore[valid-type]


class ConnectionCandidate(Out):
    """A connection in Auth0 that belongs, or may belong, to a customer."""

    auth0_id: str
    name: str
    strategy: str
    reason: str
    connection_id: int | None = Field(
        description="The portal's ID, if it already manages the connection."
    )


class ConnectionCandidates(Out):
    """Connections used by the customer's organization, then ones with similar names."""

    data: list[ConnectionCandidate]


class InTenant(In):
    """The tenant to search."""

    tenant_id: Id | None = Field(None, description="Required if the key can see several tenants.")


class Adoption(InTenant):
    """A connection in Auth0 to import."""

    auth0_id: str = Field(pattern=r"^con_[A-Za-z0-9]{1,46}$")


class ConnectionIn(InTenant):
    """A connection to create in Auth0 and enable, without a ticket."""

    name: str | None = Field(
        None, max_length=128, description="If omitted, an available name is chosen."
    )
    display_name: Line = ""
    strategy: str = Field(min_length=1, max_length=50)
    options: dict[str, Any] = Field({}, description="As described in Auth0's API reference.")
    metadata: dict[str, str] = {}
    enabled_clients: list[str] = Field([], max_length=100)
    enable_for_organization: bool = True
    assign_membership_on_login: bool = False


@connections.get("/connections", "connections:read", Page[ConnectionOut])
def list_connections(request: KeyRequest, wanted: Query[ConnectionSearch]) -> Page[ConnectionOut]:
    """List connections, newest first."""
    rows = in_tenants_of(request, Connection.objects.all())
    filters = {"customer": wanted.customer_id, "tenant": wanted.tenant_id, "stage": wanted.stage}
    rows = rows.filter(**{name: value for name, value in filters.items() if value})
    found = page_of(request, rows, ["-created_at", "-pk"], show_connection, wanted)
    return expanded(request, found, wanted)


@connections.get("/connections/{connection_id}", "connections:read", ConnectionOut)
def get_connection(
    request: KeyRequest, connection_id: Id, wanted: Query[ConnectionExpand]
) -> ConnectionOut:
    """Get a connection: its stage, what's missing, and who has to act next."""
    return expanded(request, _in_full(_one(request, connection_id)), wanted)


@connections.get(
    "/customers/{customer_id}/connections/candidates",
    "connections:read",
    ConnectionCandidates,
    auth0=True,
)
def find_connections(
    request: KeyRequest, customer_id: Id, wanted: Query[InTenant]
) -> ConnectionCandidates:
    """Find connections in Auth0 that belong, or may belong, to a customer."""
    customer = customer_of(request, customer_id)
    found = services.find_connections(customer, tenant_of(request, wanted.tenant_id))
    return ConnectionCandidates(
        data=[
            ConnectionCandidate(
                auth0_id=one.id,
                name=one.name,
                strategy=one.strategy,
                reason=one.reason,
                connection_id=one.known.pk if one.known else None,
            )
            for one in found
        ]
    )


@connections.post(
    "/customers/{customer_id}/connections/adopt", "connections:write", ConnectionOut, auth0=True
)
def adopt_connection(request: KeyRequest, customer_id: Id, body: Adoption) -> ConnectionOut:
    """Import an existing connection from Auth0."""
    customer = customer_of(request, customer_id)
    tenant = tenant_of(request, body.tenant_id)
    return _in_full(services.adopt_connection(customer, tenant, body.auth0_id, by=request.by))


@connections.post(
    "/customers/{customer_id}/connections", "connections:write", ConnectionOut, auth0=True
)
def create_connection(request: KeyRequest, customer_id: Id, body: ConnectionIn) -> ConnectionOut:
    """Create a connection in Auth0 from your settings, and enable it.

    If Auth0 fails between the two, `missing` says so; then call `enable`.
    """
    customer = customer_of(request, customer_id)
    tenant = tenant_of(request, body.tenant_id)
    sent = _checked(body)
    sent["name"] = body.name or decided(
        request, lambda: services.propose_connection_name(customer, tenant)
    )
    organization = Organization.objects.filter(customer=customer, tenant=tenant).first()
    rows = Connection.objects.select_related("customer", "tenant", "organization")
    mine = rows.filter(customer=customer, tenant=tenant, name=sent["name"])
    try:
        made = _finished(request, mine, body) or services.create_connection(
            customer,
            tenant,
            body=sent,
            organization=organization if body.enable_for_organization else None,
            wanted_clients=body.enabled_clients,
            assign_membership_on_login=body.assign_membership_on_login,
            by=request.by,
        )
    except Auth0Error:
        # Made but not enabled: told as a failure, it would be made once more when sent again.
        found = mine.exclude(auth0_id="").first()
        if found is None:
            raise
        made = found
    services.reconcile(made, urgent=True)
    return _in_full(made)


@connections.post(
    "/connections/{connection_id}/enable",
    "connections:write",
    ConnectionOut,
    status=200,
    auth0=True,
)
def enable_connection(request: KeyRequest, connection_id: Id) -> ConnectionOut:
    """Enable a connection for its applications and organization. Can be repeated safely."""
    found = _one(request, connection_id)
    services.enable_connection(found, by=request.by)
    services.reconcile(found, urgent=True)
    return _in_full(found)


@connections.post(
    "/connections/{connection_id}/refresh",
    "connections:write",
    ConnectionOut,
    status=200,
    auth0=True,
)
def refresh_connection(request: KeyRequest, connection_id: Id) -> ConnectionOut:
    """Refresh from Auth0. Problems are reported in `check_error`."""
    found = _one(request, connection_id)
    services.refresh_connection(found, by=request.by)
    return _in_full(found)


def _finished(
    request: KeyRequest, mine: QuerySet[Connection], body: ConnectionIn
) -> Connection | None:
    """Return what an attempt made whose answer is lost, finished; None if Auth0 made nothing."""
    since = taken_over(request)
    if since is None:
        return None
    # One that was there before is another's, and perhaps left disabled on purpose.
    begun = mine.filter(origin=Connection.Origin.DIRECT, created_at__gte=since).first()
    if begun is None:
        return None
    try:
        services.finish_connection(
            begun, assign_membership_on_login=body.assign_membership_on_login, by=request.by
        )
    except Rejected:
        # Its row is gone too.
        return None
    return begun


def _in_full(connection: Connection) -> ConnectionOut:
    connection.refresh_from_db()
    shown = show_connection(connection)
    shown.missing = list(_missing(connection))
    shown.turn = _turn(connection)
    return shown


def _missing(connection: Connection) -> Iterator[MissingOut]:
    if connection.stage in SERVING:
        return
    if not connection.auth0_id:
        yield MissingOut(what="connection", detail="The connection doesn't exist in Auth0 yet.")
    for domain in pending_with_record(connection):
        yield MissingOut(what="domain", detail=domain.name)
    lacking = [one for one in connection.wanted_clients if one not in connection.clients]
    if lacking:
        yield MissingOut(what="applications", detail=", ".join(lacking))
    if connection.organization and not connection.organization_enabled:
        yield MissingOut(what="organization", detail=connection.organization.auth0_id)


def _turn(connection: Connection) -> TurnOut:
    tickets = connection.tickets.select_related(
        "connection", "link__connection__customer", "link__connection__tenant"
    )
    ticket = tickets.first()
    if ticket is None:
        live = connection.stage in SERVING
        return TurnOut(who="nobody" if live else "staff", text="")
    told = turn(ticket, link_status(ticket.link, ticket), pending_with_record(connection))
    return TurnOut(who=_WHO[told.who], text=told.text)


def _checked(body: ConnectionIn) -> dict[str, Any]:
    """Return the body of Auth0's call. Raises Problem for what Auth0 would refuse."""
    sent: dict[str, Any] = {"strategy": body.strategy, "options": body.options}
    if body.display_name:
        sent["display_name"] = body.display_name
    field = "name"
    try:
        if body.name is not None:
            check_connection_name(body.name)
        field = "metadata"
        if body.metadata:
            sent["metadata"] = checked_metadata(body.metadata)
    except ValidationError as error:
        raise invalid([Fault(field, " ".join(error.messages))]) from None
    # A name is found later; this one has the shape of it.
    if wrong := schema_problems({**sent, "name": body.name or "a"}):
        raise invalid([Fault(one.place, str(one)) for one in wrong])
    return sent


def _one(request: KeyRequest, key: int) -> Connection:
    rows = Connection.objects.select_related("customer", "tenant", "organization")
    return one_of(in_tenants_of(request, rows), key, "connection")
