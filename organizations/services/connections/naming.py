"""Plan a connection: it exists here, under a name of ours, before Auth0 knows it."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from organizations import auth0_clients
from organizations.errors import Rejected, Taken
from organizations.models import Connection, Customer, Organization, Tenant, Verification
from organizations.names import CONNECTION_NAME_LENGTH, check_connection_name, slug
from organizations.services import audit
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor

NAMING_RULE = "{customer}-sso"
# Room for "-99" behind a name that is taken.
_ROOM = 3


def propose_connection_name(
    customer: Customer, tenant: Tenant, *, rule: str = NAMING_RULE, urgent: bool = True
) -> str:
    """Return a name that neither we nor Auth0 have in this tenant, following the naming rule.

    {customer} stands for the customer's name, {id} for their external ID; `urgent`: a person
    waits. Raises Taken, Auth0Error.
    https://auth0.com/docs/api/management/v2/connections/get-connections
    """
    name = slug(customer.name, longest=CONNECTION_NAME_LENGTH, otherwise=f"customer-{customer.pk}")
    number = slug(customer.external_id, longest=CONNECTION_NAME_LENGTH, otherwise=str(customer.pk))
    base = slug(
        rule.replace("{customer}", name).replace("{id}", number),
        longest=CONNECTION_NAME_LENGTH - _ROOM,
        otherwise=f"{name}-sso"[: CONNECTION_NAME_LENGTH - _ROOM],
    )
    ours = Connection.objects.filter(tenant=tenant, name__startswith=base)
    known = set(ours.values_list("name", flat=True))
    auth0 = auth0_clients.auth0(tenant, urgent=urgent)
    for proposal in (base, *(f"{base}-{n}" for n in range(2, 100))):
        if proposal not in known and auth0.connections.by_name(proposal) is None:
            return proposal
    raise Taken(f"“{base}” and a hundred variations are taken. Enter another name.", field="name")


def check_connection_name_free(name: str, tenant: Tenant) -> None:
    """Raise Taken when we or Auth0 have a connection of this name already; Auth0Error.

    https://auth0.com/docs/api/management/v2/connections/get-connections
    """
    ours = Connection.objects.filter(tenant=tenant, name=name).select_related("customer").first()
    if ours:
        raise _taken(name, ours)
    if auth0_clients.auth0(tenant).urgently().connections.by_name(name):
        raise Taken(
            f"Auth0 already has a connection named “{name}”. Choose another name, or "
            "import that one.",
            field="name",
        )


def check_realms_free(realms: Sequence[str], tenant: Tenant) -> None:
    """Raise Taken for a realm that another of our connections has; Auth0Error.

    Realms of connections that the portal doesn't know can't be looked up: Auth0 refuses those.
    https://auth0.com/docs/api/management/v2/connections/get-connections
    """
    # Without realms of its own, a connection's name is its realm.
    ours = Connection.objects.filter(tenant=tenant, name__in=realms).exclude(auth0_id="")
    api = auth0_clients.auth0(tenant).urgently().connections
    for holder in ours.select_related("customer"):
        found = api.by_name(holder.name)
        if found and holder.name in found.realms:
            raise Taken(
                f"The realm “{holder.name}” is that of {holder.customer}'s connection. Choose "
                "another one, or leave it out.",
                field="realms",
                holder=holder.customer,
            )


def plan_connection(
    customer: Customer,
    tenant: Tenant,
    *,
    name: str,
    by: Actor,
    display_name: str = "",
    organization: Organization | None = None,
    wanted_clients: Sequence[str] = (),
    verification: str = Verification.NONE,
    origin: str = Connection.Origin.TICKET,
) -> Connection:
    """Make the row of a connection that is to be set up; touches the database only.

    `organization` and `wanted_clients` (client ids) say what "live" will mean. Raises Rejected
    when Auth0 would not take the name, Taken when we have it already.
    """
    try:
        check_connection_name(name)
    except ValidationError as error:
        raise Rejected(error.messages[0], field="name") from error
    now = clock.now()
    try:
        with transaction.atomic():
            connection = Connection.objects.create(
                tenant=tenant,
                customer=customer,
                organization=organization,
                name=name,
                display_name=display_name,
                wanted_clients=list(wanted_clients),
                verification=verification,
                origin=origin,
                created_at=now,
                stage_since=now,
            )
            audit.record(Verb.CONNECTION_PLAN, by=by, connection=connection, name=name)
    except IntegrityError as error:
        ours = Connection.objects.select_related("customer").get(tenant=tenant, name=name)
        raise _taken(name, ours) from error
    return connection


def _taken(name: str, holder: Connection) -> Taken:
    return Taken(
        f"{holder.customer} already has a connection named “{name}” in this tenant. "
        "Choose another name.",
        field="name",
        holder=holder.customer,
    )
