"""Which connections an organization's members may log in with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.auth0.paging import Page, read_page
from portal.auth0.reading import Fields
from portal.auth0.transport.session import Session


@dataclass(frozen=True)
class EnabledConnection:
    """The link between an organization and a connection."""

    connection_id: str
    assign_membership_on_login: bool
    show_as_button: bool
    name: str = ""
    strategy: str = ""

    @classmethod
    def read(cls, raw: Any) -> EnabledConnection:
        """From Auth0's JSON; raises UnexpectedAnswer."""
        fields = Fields(raw, "enabled connection")
        connection = fields.part("connection")
        return cls(
            connection_id=fields.required("connection_id"),
            assign_membership_on_login=fields.flag("assign_membership_on_login", default=False),
            show_as_button=fields.flag("show_as_button", default=True),
            name=connection.text("name") if connection else "",
            strategy=connection.text("strategy") if connection else "",
        )


class EnabledConnections:
    """https://auth0.com/docs/api/management/v2/organizations/get-enabled-connections"""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(
        self, organization_id: str, *, page: int = 0, per_page: int = 50
    ) -> Page[EnabledConnection]:
        """By page number, from 0; an organization has ten at most unless Auth0 raised that.

        https://auth0.com/docs/api/management/v2/organizations/get-enabled-connections
        """
        answer = self._session.call(
            "GET",
            *self._path(organization_id),
            query={"page": page, "per_page": per_page, "include_totals": True},
        )
        return read_page(answer, "enabled_connections", EnabledConnection.read)

    def get(self, organization_id: str, connection_id: str) -> EnabledConnection:
        """Raises NotFound when the connection is not enabled for the organization.

        https://auth0.com/docs/api/management/v2/organizations/get-enabled-connections-by-connection-id
        """
        answer = self._session.call("GET", *self._path(organization_id), connection_id)
        return EnabledConnection.read(answer)

    def add(
        self,
        organization_id: str,
        connection_id: str,
        *,
        assign_membership_on_login: bool = False,
        show_as_button: bool = True,
    ) -> EnabledConnection:
        """Raises Conflict or Invalid when it is already enabled.

        https://auth0.com/docs/api/management/v2/organizations/post-enabled-connections
        """
        answer = self._session.call(
            "POST",
            *self._path(organization_id),
            body={
                "connection_id": connection_id,
                "assign_membership_on_login": assign_membership_on_login,
                "show_as_button": show_as_button,
            },
        )
        return EnabledConnection.read(answer)

    def update(
        self,
        organization_id: str,
        connection_id: str,
        *,
        assign_membership_on_login: bool | None = None,
        show_as_button: bool | None = None,
    ) -> EnabledConnection:
        """Change what is given. Raises NotFound.

        https://auth0.com/docs/api/management/v2/organizations/patch-enabled-connections-by-connection-id
        """
        changes = {
            "assign_membership_on_login": assign_membership_on_login,
            "show_as_button": show_as_button,
        }
        body = {name: value for name, value in changes.items() if value is not None}
        answer = self._session.call("PATCH", *self._path(organization_id), connection_id, body=body)
        return EnabledConnection.read(answer)

    def remove(self, organization_id: str, connection_id: str) -> None:
        """Members of the organization can no longer log in with the connection.

        https://auth0.com/docs/api/management/v2/organizations/delete-enabled-connections-by-connection-id
        """
        self._session.call("DELETE", *self._path(organization_id), connection_id)

    @staticmethod
    def _path(organization_id: str) -> tuple[str, str, str]:
        return "organizations", organization_id, "enabled_connections"
