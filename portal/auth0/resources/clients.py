"""Applications of the tenant, to pick from by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.auth0.paging import Page, read_page
from portal.auth0.reading import Fields
from portal.auth0.transport.session import Session

# Asking for these alone keeps secrets off the wire.
_FIELDS = ("client_id", "name", "organization_usage")


@dataclass(frozen=True)
class Client:
    """An application. `organization_usage`: deny, allow or require; empty means deny."""

    client_id: str
    name: str
    organization_usage: str

    @classmethod
    def read(cls, raw: Any) -> Client:
        """From Auth0's JSON; raises UnexpectedAnswer."""
        fields = Fields(raw, "client")
        return cls(
            client_id=fields.required("client_id"),
            name=fields.text("name"),
            organization_usage=fields.text("organization_usage"),
        )


class Clients:
    """https://auth0.com/docs/api/management/v2/clients"""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self, *, start: str = "", take: int = 100) -> Page[Client]:
        """By checkpoint, without Auth0's own "All Applications".

        https://auth0.com/docs/api/management/v2/clients/get-clients
        """
        query = {
            "fields": ",".join(_FIELDS),
            "include_fields": True,
            "is_global": False,
            "from": start,
            "take": take,
        }
        answer = self._session.call("GET", "clients", query=query)
        return read_page(answer, "clients", Client.read)
