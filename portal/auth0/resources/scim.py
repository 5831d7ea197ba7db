"""Provisioning of a connection, read only: until when do its tokens work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.auth0.errors import NotFound
from portal.auth0.reading import Fields, rows
from portal.auth0.transport.session import Session


@dataclass(frozen=True)
class ScimToken:
    """A token that the customer's identity provider uses.

    `valid_until` is None for one without end, `last_used_at` for one that was never used.
    """

    id: str
    scopes: tuple[str, ...]
    created_at: datetime | None
    valid_until: datetime | None
    last_used_at: datetime | None

    @classmethod
    def read(cls, raw: Any) -> ScimToken:
        """From Auth0's JSON; raises UnexpectedAnswer."""
        fields = Fields(raw, "SCIM token")
        return cls(
            id=fields.required("token_id"),
            scopes=fields.texts("scopes"),
            created_at=fields.moment("created_at"),
            valid_until=fields.moment("valid_until"),
            last_used_at=fields.moment("last_used_at"),
        )


class Scim:
    """https://auth0.com/docs/api/management/v2/connections/get-scim-tokens"""

    def __init__(self, session: Session) -> None:
        self._session = session

    def tokens(self, connection_id: str) -> tuple[ScimToken, ...]:
        """Two at most; none where SCIM is not set up.

        https://auth0.com/docs/api/management/v2/connections/get-scim-tokens
        """
        try:
            answer = self._session.call(
                "GET", "connections", connection_id, "scim-configuration", "tokens"
            )
        except NotFound:
            return ()
        return tuple(ScimToken.read(row) for row in rows(answer, "tokens"))
