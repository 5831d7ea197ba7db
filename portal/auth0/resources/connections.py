"""Enterprise connections. Their options hold secrets, so what is read is a whitelist."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.auth0.errors import MissingScope
from portal.auth0.paging import Page, each, read_page
from portal.auth0.reading import Fields
from portal.auth0.transport.session import Session

from .providers import Provider

# `list` is a method below; inside the class the name no longer means the type.
ClientIds = list[str]
# The JSON object of a new connection, as Auth0's reference has it.
ConnectionBody = Mapping[str, Any]

# Entries that one PATCH of a connection's clients may have.
_CLIENTS_AT_ONCE = 50
# Options that are read by themselves, and those that Auth0 renews while nobody changes anything.
_READ_SEPARATELY = ("domain_aliases", "expires")
_RENEWED = "token"


@dataclass(frozen=True)
class IdpInitiated:
    """How a SAML connection takes sign-ins that start at the identity provider; None: not said."""

    enabled: bool | None = None
    client_id: str = ""
    client_protocol: str = ""
    client_authorizequery: str = ""

    @classmethod
    def read(cls, fields: Fields | None) -> IdpInitiated:
        if fields is None:
            return cls()
        return cls(
            enabled=fields.maybe("enabled"),
            client_id=fields.text("client_id"),
            client_protocol=fields.text("client_protocol"),
            client_authorizequery=fields.text("client_authorizequery"),
        )


@dataclass(frozen=True)
class Connection:
    """One connection, `con_…`.

    `authentication`, `connected_accounts` and `cross_app_access` are its purposes, None where
    Auth0 says nothing. `provisioning_url` is what the customer's connector asks for.

    `domain_aliases`, `certificate_expires` (end of the identity provider's signing certificate),
    `icon_url`, `idp_initiated` and `options_digest` (another one: some other option was changed)
    say nothing unless `options_visible`: Auth0 shows them with the scope read:connections_options
    only.
    """

    id: str
    name: str
    strategy: str
    display_name: str
    is_domain_connection: bool
    show_as_button: bool
    metadata: dict[str, str] = field(default_factory=dict)
    realms: tuple[str, ...] = ()
    authentication: bool | None = None
    connected_accounts: bool | None = None
    cross_app_access: bool | None = None
    provisioning_url: str = ""
    options_visible: bool = False
    domain_aliases: tuple[str, ...] = ()
    certificate_expires: datetime | None = None
    icon_url: str = ""
    idp_initiated: IdpInitiated = IdpInitiated()
    options_digest: str = ""

    @classmethod
    def read(cls, raw: Any) -> Connection:
        """From Auth0's JSON; raises UnexpectedAnswer."""
        fields = Fields(raw, "connection")
        options = fields.part("options")
        authentication = fields.part("authentication")
        accounts = fields.part("connected_accounts")
        return cls(
            id=fields.required("id"),
            name=fields.required("name"),
            strategy=fields.required("strategy"),
            display_name=fields.text("display_name"),
            is_domain_connection=fields.flag("is_domain_connection", default=False),
            show_as_button=fields.flag("show_as_button", default=False),
            metadata=fields.text_map("metadata"),
            realms=fields.texts("realms"),
            authentication=authentication.maybe("active") if authentication else None,
            connected_accounts=accounts.maybe("active") if accounts else None,
            cross_app_access=accounts.maybe("cross_app_access") if accounts else None,
            provisioning_url=fields.text("provisioning_ticket_url"),
            options_visible=options is not None,
            domain_aliases=options.texts("domain_aliases") if options else (),
            certificate_expires=options.moment("expires") if options else None,
            icon_url=options.text("icon_url") if options else "",
            idp_initiated=IdpInitiated.read(options.part("idpinitiated") if options else None),
            options_digest=_digest(raw["options"]) if options else "",
        )


class Connections:
    """https://auth0.com/docs/api/management/v2/connections"""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(
        self, *, strategy: str | Sequence[str] = (), start: str = "", take: int = 50
    ) -> Page[Connection]:
        """By checkpoint, of one or more strategies; `start` is the `next` of the page before.

        https://auth0.com/docs/api/management/v2/connections/get-connections
        """
        query = {
            "strategy": [strategy] if isinstance(strategy, str) else [*strategy],
            "from": start,
            "take": take,
        }
        answer = self._session.call("GET", "connections", query=query)
        return read_page(answer, "connections", Connection.read)

    def by_name(self, name: str) -> Connection | None:
        """The connection of exactly this name, None when there is none (yet).

        https://auth0.com/docs/api/management/v2/connections/get-connections
        """
        answer = self._session.call("GET", "connections", query={"name": name, "take": 1})
        found = read_page(answer, "connections", Connection.read).items
        return next((one for one in found if one.name == name), None)

    def get(self, connection_id: str) -> Connection:
        """Raises NotFound.

        https://auth0.com/docs/api/management/v2/connections/get-connections-by-id
        """
        return Connection.read(self._session.call("GET", "connections", connection_id))

    def provider(self, connection_id: str) -> Provider:
        """Who signs people in behind a connection. Raises NotFound.

        https://auth0.com/docs/api/management/v2/connections/get-connections-by-id
        """
        return Provider.read(self._session.call("GET", "connections", connection_id))

    def create(self, body: ConnectionBody) -> Connection:
        """`body` as in the reference. Raises Conflict when the name is taken, Forbidden by plan.

        https://auth0.com/docs/api/management/v2/connections/post-connections
        """
        return Connection.read(self._session.call("POST", "connections", body=dict(body)))

    def update(self, connection_id: str, changes: Mapping[str, Any]) -> Connection:
        """Change the named fields. Raises NotFound, Conflict.

        Two traps: `options` replaces all options, and without `display_name` Auth0 sets it back
        to the name.
        https://auth0.com/docs/api/management/v2/connections/patch-connections-by-id
        """
        answer = self._session.call("PATCH", "connections", connection_id, body=dict(changes))
        return Connection.read(answer)

    def change(
        self, connection_id: str, *, fields: Mapping[str, Any], options: Mapping[str, Any]
    ) -> Connection:
        """Change the named fields and options; everything else stays as it is.

        An option None is taken out; one that is an object keeps its members that are not named.
        Raises NotFound, Conflict, and MissingScope as `change_domain_aliases`.
        https://auth0.com/docs/api/management/v2/connections/patch-connections-by-id
        """
        raw = self._session.call("GET", "connections", connection_id)
        changes = dict(fields)
        if options:
            _visible(raw)
            changes["options"] = _merged(raw["options"], options)
        return self.update(connection_id, _with_name(raw, changes))

    def change_domain_aliases(
        self, connection_id: str, *, add: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> bool:
        """Have domains (lower case) route to the connection or no longer; answer if that was news.

        All other options stay as they are. Raises NotFound, and MissingScope without
        read:connections_options and update:connections_options: Auth0 replaces options as a
        whole, so what cannot be read would be lost.
        https://auth0.com/docs/api/management/v2/connections/patch-connections-by-id
        """
        # The options, secrets among them, go back to where they came from and nowhere else.
        raw = self._session.call("GET", "connections", connection_id)
        options = _visible(raw)
        were = options.texts("domain_aliases")
        known = {one.lower() for one in were}
        aliases = [one for one in were if one.lower() not in remove]
        aliases += [one for one in add if one not in known]
        if aliases == [*were]:
            return False
        changes = {"options": {**raw["options"], "domain_aliases": aliases}}
        self.update(connection_id, _with_name(raw, changes))
        return True

    def delete(self, connection_id: str) -> None:
        """Deletes the connection and all its users; done as well when it is gone already.

        https://auth0.com/docs/api/management/v2/connections/delete-connections-by-id
        """
        self._session.call("DELETE", "connections", connection_id)

    def clients(self, connection_id: str) -> ClientIds:
        """The client ids that the connection is enabled for, all of them. Raises NotFound.

        https://auth0.com/docs/api/management/v2/connections/get-connection-clients
        """

        def some(start: str) -> Page[str]:
            answer = self._session.call(
                "GET", *self._clients(connection_id), query={"from": start, "take": 1000}
            )
            return read_page(
                answer, "clients", lambda raw: Fields(raw, "client").required("client_id")
            )

        return [*each(some)]

    def set_clients(
        self, connection_id: str, *, enable: Sequence[str] = (), disable: Sequence[str] = ()
    ) -> None:
        """Enable and disable the connection for these client ids; others stay as they are.

        Raises NotFound when the connection or a client does not exist; of more than fifty,
        some may have been set by then.
        https://auth0.com/docs/api/management/v2/connections/patch-connection-clients
        """
        entries = [{"client_id": one, "status": True} for one in enable]
        entries += [{"client_id": one, "status": False} for one in disable]
        for first in range(0, len(entries), _CLIENTS_AT_ONCE):
            self._session.call(
                "PATCH",
                *self._clients(connection_id),
                body=entries[first : first + _CLIENTS_AT_ONCE],
            )

    @staticmethod
    def _clients(connection_id: str) -> tuple[str, str, str]:
        return "connections", connection_id, "clients"


def _visible(raw: Any) -> Fields:
    """Return the options, which are written back as a whole. Raises MissingScope."""
    options = Fields(raw, "connection").part("options")
    if options is None:
        missing = MissingScope("Options can only be set with the permission to read them.")
        missing.scopes = ("read:connections_options",)
        raise missing
    return options


def _merged(were: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(were)
    for name, value in changes.items():
        if isinstance(value, Mapping):
            part = merged.get(name)
            value = _merged(part if isinstance(part, Mapping) else {}, value)
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = value
    return merged


def _with_name(raw: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Have the display name stay: without it Auth0 sets it back to the name."""
    name = raw.get("display_name")
    return {"display_name": name, **changes} if name else dict(changes)


def _digest(options: Mapping[str, Any]) -> str:
    """Tells options from others without holding anything of them."""
    lasting = {
        name: value
        for name, value in options.items()
        if name not in _READ_SEPARATELY and _RENEWED not in name
    }
    return hashlib.sha256(json.dumps(lasting, sort_keys=True).encode()).hexdigest()
