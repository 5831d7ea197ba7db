"""Change a connection that exists at Auth0: how it is shown, for whom, and what starts with it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from organizations import auth0_clients
from organizations.errors import Rejected
from organizations.models import Connection
from organizations.services import audit
from organizations.verbs import Verb
from portal import auth0
from portal.actor import Actor

# The form's field of applications: Auth0 changes them by a call of its own.
CLIENTS = "clients"


@dataclass(frozen=True)
class Settings:
    """A connection as Auth0 has it now, and the client ids that it is enabled for."""

    connection: auth0.Connection
    clients: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One line of what will change: the form's field, and its words for it."""

    field: str
    label: str
    was: str
    becomes: str


@dataclass(frozen=True)
class Changes:
    """What is to change: fields and options under Auth0's names, applications by client id.

    An option None is taken out; one that is an object keeps its members that are not named.
    """

    lines: Sequence[Change] = ()
    fields: Mapping[str, object] = field(default_factory=dict)
    options: Mapping[str, object] = field(default_factory=dict)
    enable: Sequence[str] = ()
    disable: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.lines)

    @property
    def digest(self) -> str:
        """Another one: not what somebody has seen and agreed to."""
        lines = json.dumps([[one.label, one.was, one.becomes] for one in self.lines])
        return hashlib.sha256(lines.encode()).hexdigest()


def read_settings(connection: Connection) -> Settings:
    """Return what Auth0 has now. Raises Rejected if it has no such connection yet; Auth0Error.

    https://auth0.com/docs/api/management/v2/connections/get-connections-by-id
    https://auth0.com/docs/api/management/v2/connections/get-connection-clients
    """
    if not connection.auth0_id:
        raise Rejected("This connection doesn't exist in Auth0 yet, so it can't be changed.")
    api = auth0_clients.auth0(connection.tenant).urgently().connections
    return Settings(api.get(connection.auth0_id), tuple(api.clients(connection.auth0_id)))


def known_settings(connection: Connection) -> Settings:
    """Return what the portal knows of it, for while Auth0 doesn't say what there is."""
    remembered = auth0.Connection(
        id=connection.auth0_id,
        name=connection.name,
        strategy=connection.strategy,
        display_name=connection.display_name,
        is_domain_connection=False,
        show_as_button=False,
        options_visible=True,
    )
    return Settings(remembered, ())


def update_connection(connection: Connection, changes: Changes, *, by: Actor) -> None:
    """Make the changes at Auth0; may be repeated safely after any failure. Raises Auth0Error.

    What it is enabled for from now on is what it is meant for.
    https://auth0.com/docs/api/management/v2/connections/patch-connections-by-id
    https://auth0.com/docs/api/management/v2/connections/patch-connection-clients
    """
    api = auth0_clients.auth0(connection.tenant).urgently().connections
    if changes.fields or changes.options:
        made = api.change(connection.auth0_id, fields=changes.fields, options=changes.options)
        row = {"display_name": made.display_name}
        if made.options_visible:
            row["options_digest"] = made.options_digest
        _note(connection, [one for one in changes.lines if one.field != CLIENTS], by=by, **row)
    if changes.enable or changes.disable:
        api.set_clients(connection.auth0_id, enable=changes.enable, disable=changes.disable)
        _note(
            connection,
            [one for one in changes.lines if one.field == CLIENTS],
            by=by,
            wanted_clients=_changed(connection.wanted_clients, changes),
            clients=_changed(connection.clients, changes),
        )


def _note(connection: Connection, lines: Sequence[Change], *, by: Actor, **row: Any) -> None:
    """Write down a step that was just done, so that nobody takes it for a stranger's."""
    with transaction.atomic():
        Connection.objects.filter(pk=connection.pk).update(**row)
        what = "; ".join(f"{one.label}: {one.becomes}" for one in lines)
        audit.record(Verb.CONNECTION_UPDATE, by=by, connection=connection, what=what)
    connection.refresh_from_db(fields=[*row])


def _changed(client_ids: Sequence[str], changes: Changes) -> list[str]:
    kept = [one for one in client_ids if one not in changes.disable]
    return [*kept, *(one for one in changes.enable if one not in kept)]
