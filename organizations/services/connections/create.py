"""Create a connection directly, for a customer who sends metadata instead of using a ticket.

Plan the row → POST /connections → enable. Every step may be repeated: what an attempt that broke
off has made is recognised by the mark the portal puts on it.
"""

from collections.abc import Sequence

from django.db import transaction

from organizations import auth0_clients
from organizations.errors import Rejected, Taken
from organizations.identity_providers.url_secrets import secret_in_options
from organizations.models import Connection, Customer, Organization, Tenant
from organizations.services import audit
from organizations.verbs import Verb
from portal import auth0
from portal.actor import Actor
from portal.auth0.resources.connections import ConnectionBody

from .enable import enable_connection
from .naming import check_connection_name_free, check_realms_free, plan_connection


def create_connection(
    customer: Customer,
    tenant: Tenant,
    *,
    body: ConnectionBody,
    by: Actor,
    organization: Organization | None = None,
    wanted_clients: Sequence[str] = (),
    assign_membership_on_login: bool = False,
    enable: bool = True,
) -> Connection:
    """Create a connection at Auth0 and, unless `finish_connection` does it later, enable it.

    `body` is sent as it is, `name` and `strategy` at least, but for two keys among its metadata
    that say whose connection it is. Its `options` are kept nowhere else.

    Raises Rejected (field "options", a URL with a secret), Taken (field "name" or "realms") and
    Auth0Error with nothing done; an Auth0Error while enabling leaves the connection to
    `finish_connection`: then the row has an `auth0_id`.
    When even the search for a lost answer fails, OutcomeUnknown is raised and the row stays too.
    https://auth0.com/docs/api/management/v2/connections/post-connections
    """
    name = body["name"]
    if found := secret_in_options(body.get("options")):
        option, secret = found
        raise Rejected(
            f"The URL in {option} contains a secret (“{secret}”), which everyone who can see the "
            "connection in Auth0 could read. Enter a URL that works without it, or the metadata "
            "itself.",
            field="options",
        )
    check_connection_name_free(name, tenant)
    check_realms_free(body.get("realms") or [], tenant)
    connection = plan_connection(
        customer,
        tenant,
        name=name,
        display_name=body.get("display_name", ""),
        organization=organization,
        wanted_clients=list(dict.fromkeys([*wanted_clients, *body.get("enabled_clients", [])])),
        origin=Connection.Origin.DIRECT,
        by=by,
    )
    marked = {**body, "metadata": {**(body.get("metadata") or {}), **_mark(connection)}}
    api = auth0_clients.auth0(tenant).urgently().connections
    try:
        made = api.create(marked)
    except (auth0.Conflict, auth0.OutcomeUnknown, auth0.UnexpectedAnswer) as error:
        made = _made_after_all(connection, error)
    except auth0.Auth0Error:
        connection.delete()
        raise
    _made(connection, made, by=by)
    if enable:
        enable_connection(connection, assign_membership_on_login=assign_membership_on_login, by=by)
    return connection


def finish_connection(
    connection: Connection, *, by: Actor, assign_membership_on_login: bool = False
) -> None:
    """Enable what was created directly, or take up a creation that broke off, where it stands.

    Raises Rejected for a connection that staff did not create, and, with the row taken away, when
    Auth0 did not make it: what was typed in is not kept, so it has to be given again. Raises
    Auth0Error.
    """
    if connection.origin != Connection.Origin.DIRECT:
        raise Rejected("The customer sets up this connection. There is nothing to finish here.")
    if not connection.auth0_id:
        found = _find(connection)
        if found is None:
            name = connection.name
            _drop(connection, by=by)
            raise Rejected(
                f"Auth0 didn't create “{name}”, and nothing you entered was saved. Create "
                "the connection again."
            )
        _made(connection, found, by=by)
    enable_connection(connection, assign_membership_on_login=assign_membership_on_login, by=by)


def is_half_done(connection: Connection) -> bool:
    """Tell whether something that was wanted of a connection created directly isn't there yet."""
    if connection.origin != Connection.Origin.DIRECT or connection.live_at:
        return False
    unserved = set(connection.wanted_clients) - set(connection.clients)
    apart = connection.organization is not None and not connection.organization_enabled
    return not connection.auth0_id or bool(unserved) or apart


def _find(connection: Connection) -> auth0.Connection | None:
    """Return what an attempt of ours made. Raises Taken when the name is somebody else's."""
    found = auth0_clients.auth0(connection.tenant).urgently().connections.by_name(connection.name)
    if found is not None and not found.metadata.items() >= _mark(connection).items():
        name = connection.name
        connection.delete()
        raise Taken(
            f"Auth0 already has a connection named “{name}”. Choose another name, or "
            "import that one.",
            field="name",
        )
    return found


def _made_after_all(connection: Connection, error: auth0.Auth0Error) -> auth0.Connection:
    """Return the connection if an attempt whose answer is lost or unreadable made it.

    Raises otherwise.
    """
    try:
        found = _find(connection)
    except auth0.Auth0Error:
        # Not knowable now: the row stays, and its page offers to reconcile.
        raise error from None
    if found is None:
        connection.delete()
        raise error
    return found


def _drop(connection: Connection, *, by: Actor) -> None:
    with transaction.atomic():
        audit.record(
            Verb.CONNECTION_DROP, by=by, customer=connection.customer, name=connection.name
        )
        connection.delete()


def _made(connection: Connection, made: auth0.Connection, *, by: Actor) -> None:
    with transaction.atomic():
        Connection.objects.filter(pk=connection.pk).update(auth0_id=made.id, strategy=made.strategy)
        audit.record(
            Verb.CONNECTION_CREATE, by=by, connection=connection, name=made.name, auth0_id=made.id
        )
    connection.refresh_from_db()


def _mark(connection: Connection) -> dict[str, str]:
    return {
        "portal_customer": str(connection.customer_id),
        "portal_connection": str(connection.pk),
    }
