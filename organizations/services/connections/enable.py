"""Enable a connection at Auth0: its applications, its organization, its verified domains."""

from contextlib import suppress

from django.db import transaction

from organizations import auth0_clients
from organizations.errors import Rejected
from organizations.models import Connection
from organizations.services import audit
from organizations.services.domains.routing import route_domains
from organizations.verbs import Verb
from portal import auth0, clock
from portal.actor import Actor


def enable_connection(
    connection: Connection,
    *,
    by: Actor,
    assign_membership_on_login: bool = False,
    show_as_button: bool = True,
) -> None:
    """Do whatever is still missing; may be repeated safely after any failure.

    The two flags say how the organization uses the connection, if it does not use it yet.
    Raises Rejected when Auth0 has no such connection, Auth0Error. That its domains may not be
    set is no error: people can sign in, and staff are notified.
    https://auth0.com/docs/api/management/v2/connections/patch-connection-clients
    https://auth0.com/docs/api/management/v2/organizations/post-enabled-connections
    """
    if not connection.auth0_id:
        raise Rejected("This connection doesn't exist in Auth0 yet, so it can't be enabled.")
    client = auth0_clients.auth0(connection.tenant).urgently()
    enabled = client.connections.clients(connection.auth0_id)
    lacking = [one for one in connection.wanted_clients if one not in enabled]
    if lacking:
        client.connections.set_clients(connection.auth0_id, enable=lacking)
        _note(connection, by=by, clients=[*enabled, *lacking])
    if connection.organization:
        _add_to_organization(
            connection,
            client,
            by=by,
            assign_membership_on_login=assign_membership_on_login,
            show_as_button=show_as_button,
        )
    route_domains(connection, by=by)


def _add_to_organization(
    connection: Connection, client: auth0.Auth0, *, by: Actor, **usage: bool
) -> None:
    organization = connection.organization
    assert organization  # noqa: S101 - the caller checked
    try:
        client.enabled_connections.get(organization.auth0_id, connection.auth0_id)
    except auth0.NotFound:
        # Somebody may have added it between our two calls.
        with suppress(auth0.Conflict):
            client.enabled_connections.add(organization.auth0_id, connection.auth0_id, **usage)
        _note(connection, by=by, organization=organization.name)


def _note(
    connection: Connection, *, by: Actor, clients: list[str] | None = None, organization: str = ""
) -> None:
    """Write down a step that was just done, so that the page shows how far it came."""
    with transaction.atomic():
        rows = Connection.objects.filter(pk=connection.pk)
        if clients is not None:
            rows.update(clients=clients, portal_changed_at=clock.now())
            audit.record(Verb.CONNECTION_CLIENTS, by=by, connection=connection, count=len(clients))
        else:
            rows.update(organization_enabled=True)
            audit.record(
                Verb.CONNECTION_ORGANIZATION, by=by, connection=connection, name=organization
            )
    connection.refresh_from_db(fields=["clients", "organization_enabled"])
