"""Find connections of a customer that were made elsewhere, and adopt them."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q

from organizations import auth0_clients
from organizations.errors import Rejected, Taken
from organizations.models import Connection, Customer, Organization, Tenant
from organizations.names import slug
from organizations.services import audit
from organizations.verbs import Verb
from portal import auth0, clock
from portal.actor import Actor

ENTERPRISE = (
    *("samlp", "oidc", "okta", "waad", "adfs", "google-apps", "pingfederate", "ad"),
    *("office365", "sharepoint", "ip", "auth0-oidc"),
)
# Connections searched for those whose name or metadata tells the customer.
MOST_SEARCHED = 200


@dataclass(frozen=True, slots=True)
class Found:
    """A connection at Auth0 that is, or may be, a customer's.

    `enabled` tells whether the customer's organization uses it, `known` is our row of it.
    """

    id: str
    name: str
    strategy: str
    reason: str
    enabled: bool = False
    known: Connection | None = None


def find_connections(customer: Customer, tenant: Tenant) -> list[Found]:
    """Return the connections that the customer's organization uses, then those that resemble it.

    Raises Auth0Error. Searches the tenant's first MOST_SEARCHED enterprise connections.
    https://auth0.com/docs/api/management/v2/organizations/get-enabled-connections
    https://auth0.com/docs/api/management/v2/connections/get-connections
    """
    client = auth0_clients.auth0(tenant).urgently()
    found: dict[str, Found] = {}
    organization = Organization.objects.filter(customer=customer, tenant=tenant).first()
    if organization:
        for link in client.enabled_connections.list(organization.auth0_id).items:
            if link.strategy in ENTERPRISE:
                found[link.connection_id] = Found(
                    link.connection_id,
                    link.name,
                    link.strategy,
                    "Its organization uses it",
                    enabled=True,
                )
    start, seen = "", 0
    while seen < MOST_SEARCHED:
        page = client.connections.list(strategy=ENTERPRISE, start=start, take=100)
        seen += len(page.items)
        for one in page.items:
            reason = _resemblance(one, customer)
            if reason and one.id not in found:
                found[one.id] = Found(one.id, one.name, one.strategy, reason)
        start = page.next
        if not start:
            break
    return _with_rows(tenant, list(found.values()))


def search_connections(tenant: Tenant, text: str) -> list[Found]:
    """Return the connection of exactly this name or id (`con_…`). Raises Auth0Error.

    https://auth0.com/docs/api/management/v2/connections/get-connections
    """
    api = auth0_clients.auth0(tenant).urgently().connections
    if text.startswith("con_"):
        try:
            one: auth0.Connection | None = api.get(text)
        except auth0.NotFound:
            one = None
    else:
        one = api.by_name(text)
    return _with_rows(tenant, [Found(one.id, one.name, one.strategy, "Found")] if one else [])


def adopt_connection(customer: Customer, tenant: Tenant, auth0_id: str, *, by: Actor) -> Connection:
    """Take a connection that exists at Auth0 (`con_…`) under the portal's care.

    What it serves now is what it is meant to serve. Adopting it again returns the same row.
    Raises Taken when it is another customer's, Rejected for one that is not an enterprise
    connection, Auth0Error.
    https://auth0.com/docs/api/management/v2/connections/get-connections-by-id
    """
    client = auth0_clients.auth0(tenant).urgently()
    one = client.connections.get(auth0_id)
    if one.strategy not in ENTERPRISE:
        raise Rejected(
            f"“{one.name}” ({one.strategy}) isn't an enterprise connection, so there is "
            "no SSO to set up."
        )
    serves = client.connections.clients(one.id)
    organization = Organization.objects.filter(customer=customer, tenant=tenant).first()
    if organization and not _uses(client, organization, one.id):
        organization = None
    now = clock.now()
    try:
        with transaction.atomic():
            connection = Connection.objects.create(
                tenant=tenant,
                customer=customer,
                organization=organization,
                name=one.name,
                display_name=one.display_name,
                origin=Connection.Origin.ADOPTED,
                auth0_id=one.id,
                strategy=one.strategy,
                wanted_clients=serves,
                clients=serves,
                organization_enabled=organization is not None,
                created_at=now,
                stage_since=now,
            )
            audit.record(
                Verb.CONNECTION_ADOPT, by=by, connection=connection, name=one.name, auth0_id=one.id
            )
    except IntegrityError as error:
        ours = Connection.objects.select_related("customer").get(
            Q(auth0_id=one.id) | Q(name=one.name), tenant=tenant
        )
        if ours.customer_id != customer.pk:
            raise Taken(
                f"“{one.name}” already belongs to {ours.customer}.", holder=ours.customer
            ) from error
        return ours
    return connection


def _uses(client: auth0.Auth0, organization: Organization, connection_id: str) -> bool:
    try:
        client.enabled_connections.get(organization.auth0_id, connection_id)
    except auth0.NotFound:
        return False
    return True


def _resemblance(one: auth0.Connection, customer: Customer) -> str:
    if one.metadata.get("portal_customer") == str(customer.pk):
        return "Its metadata names this customer"
    wanted = slug(customer.name, longest=100, otherwise="")
    for text in (one.name, one.display_name):
        if wanted and f"-{wanted}-" in f"-{slug(text, longest=300, otherwise='')}-":
            return "Its name contains the customer's"
    return ""


def _with_rows(tenant: Tenant, found: list[Found]) -> list[Found]:
    rows = Connection.objects.filter(
        tenant=tenant, name__in=[one.name for one in found]
    ).select_related("customer")
    known = {row.name: row for row in rows}
    return [
        Found(one.id, one.name, one.strategy, one.reason, one.enabled, known.get(one.name))
        for one in found
    ]
