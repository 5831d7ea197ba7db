"""Access tickets: the links that let a customer's admin into the assistant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from portal.auth0.errors import Invalid, UnexpectedAnswer
from portal.auth0.reading import Fields
from portal.auth0.transport.session import Session

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{1,253})[A-Za-z0-9]")


@dataclass(frozen=True)
class IssuedTicket:
    """Whoever holds either value can act as the customer: both are kept out of repr and logs."""

    url: str = field(repr=False)
    id: str = field(repr=False)


class Tickets:
    """Tickets can be made and revoked, never listed or read back."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def create(
        self, profile_id: str, request: Mapping[str, Any], *, custom_domain: str = ""
    ) -> IssuedTicket:
        """A new ticket; `request` is the body as in the reference, `custom_domain` its host.

        Not repeated on a lost answer: OutcomeUnknown then means that a ticket may exist that
        nobody knows. Raises Conflict when a connection has the name already.
        https://auth0.com/docs/api/management/v2/self-service-profiles/post-sso-ticket
        """
        if custom_domain and not _HOST.fullmatch(custom_domain):
            raise Invalid(
                f"“{custom_domain}” isn't one of the tenant's custom domains. Choose one of them."
            )
        answer = self._session.call(
            "POST",
            "self-service-profiles",
            profile_id,
            "sso-ticket",
            body=dict(request),
            headers={"auth0-custom-domain": custom_domain} if custom_domain else None,
        )
        url = Fields(answer, "ticket").required("ticket")
        return IssuedTicket(url=url, id=self._id(url))

    def revoke(self, profile_id: str, ticket_id: str) -> None:
        """Ends the ticket and its sessions soon after; accepted for unknown tickets too.

        https://auth0.com/docs/api/management/v2/self-service-profiles/post-revoke
        """
        self._session.call(
            "POST",
            "self-service-profiles",
            profile_id,
            "sso-ticket",
            ticket_id,
            "revoke",
            repeatable=True,
        )

    def _id(self, url: str) -> str:
        try:
            parts = urlsplit(url)
            found = parse_qs(parts.query).get("ticket", [])
        except ValueError:
            raise _unusable() from None
        # Only a sandbox is reached by plain http, and so are its tickets.
        plain = self._session.wire.base_url.startswith("http://")
        if parts.scheme not in ({"http", "https"} if plain else {"https"}):
            raise _unusable()
        if not parts.hostname or len(found) != 1:
            raise _unusable()
        return found[0]


def _unusable() -> UnexpectedAnswer:
    # The address itself stays out of the message: it may be a working ticket.
    return UnexpectedAnswer("Auth0 returned a ticket whose URL has no ID or isn't https.")
