"""Enterprise connections. Their options hold secrets, so what is read is a whitelist."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .errors import MissingScope
from .paging import Page, each, read_page
from .reading import Fields
from .session import Session

# `list` is a method below; inside the class the name no longer means the type.
ClientIds = list[str]

# Entries that one PATCH of a connection's clients may have.
_CLIENTS_AT_ONCE = 50
# Options that are read by themselves, and those that Auth0 renews while nobody changes anything.
_TOLD_APART = ("domain_aliases", "expires")
_RENEWED = "token"


@dataclass(frozen=True)
class Connection:
    """One connection, `con_…`.

    `domain_aliases`, `certificate_expires` (end of the identity provider's signing certificate)
    and `options_digest` (another one: some other option was changed) say nothing unless
    `options_visible`: Auth0 shows them with the scope read:connections_options only.
    """

    id: str
    name: str
    strategy: str
    display_name: str
    is_domain_connection: bool
    show_as_button: bool
    metadata: dict[str, str] = field(default_factory=dict)
    options_visible: bool = False
    domain_aliases: tuple[str, ...] = ()
    certificate_expires: datetime | None = None
    options_digest: str = ""

    @classmethod
    def read(cls, raw: Any) -> Connection:
        """From Auth0's JSON; raises UnexpectedAnswer."""
        fields = Fields(raw, "connection")
        options = fields.part("options")
        return cls(
            id=fields.required("id"),
            name=fields.required("name"),
            strategy=fields.required("strategy"),
            display_name=fields.text("display_name"),
            is_domain_connection=fields.flag("is_domain_connection", default=False),
            show_as_button=fields.flag("show_as_button", default=False),
            metadata=fields.text_map("metadata"),
            options_visible=options is not None,
            domain_aliases=options.texts("domain_aliases") if options else (),
            certificate_expires=options.moment("expires") if options else None,
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

    def create(self, body: Mapping[str, Any]) -> Connection:
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
        options = Fields(raw, "connection").part("options")
        if options is None:
            missing = MissingScope("Domains can be set only by who may read the options.")
            missing.scopes = ("read:connections_options",)
            raise missing
        were = options.texts("domain_aliases")
        known = {one.lower() for one in were}
        aliases = [one for one in were if one.lower() not in remove]
        aliases += [one for one in add if one not in known]
        if aliases == [*were]:
            return False
        changes: dict[str, Any] = {"options": {**raw["options"], "domain_aliases": aliases}}
        if raw.get("display_name"):
            changes["display_name"] = raw["display_name"]
        self.update(connection_id, changes)
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


def _digest(options: Mapping[str, Any]) -> str:
    """Tells options from others without holding anything of them."""
    lasting = {
        name: value
        for name, value in options.items()
        if name not in _TOLD_APART and _RENEWED not in name
    }
    return hashlib.sha256(json.dumps(lasting, sort_keys=True).encode()).hexdigest()
