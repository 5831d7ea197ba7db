"""Addresses of the tenant other than auth0.com's; one may be the host of a ticket's URL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.auth0.paging import Page, read_page
from portal.auth0.reading import Fields
from portal.auth0.transport.session import Session


@dataclass(frozen=True)
class CustomDomain:
    """Usable when `is_ready`."""

    id: str
    domain: str
    is_ready: bool

    @classmethod
    def read(cls, raw: Any) -> CustomDomain:
        """From Auth0's JSON; raises UnexpectedAnswer."""
        fields = Fields(raw, "custom domain")
        return cls(
            id=fields.required("custom_domain_id"),
            domain=fields.required("domain"),
            is_ready=fields.text("status") == "ready",
        )


class CustomDomains:
    """https://auth0.com/docs/api/management/v2/custom-domains"""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self) -> Page[CustomDomain]:
        """All of them: without paging parameters Auth0 answers one bare array.

        https://auth0.com/docs/api/management/v2/custom-domains/get-custom-domains
        """
        answer = self._session.call("GET", "custom-domains")
        return read_page(answer, "custom_domains", CustomDomain.read)
