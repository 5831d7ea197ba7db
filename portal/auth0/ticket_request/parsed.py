"""What the body of a ticket request says, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# The JSON object of a request, as Auth0's reference has it.
Body = dict[str, Any]

# Auth0 takes 0 or nothing as five days.
_USUAL_TTL = 432_000


@dataclass(frozen=True, slots=True)
class EnabledOrganization:
    """An organization that gets the connection, and how its members come in."""

    organization_id: str
    assign_membership_on_login: bool
    show_as_button: bool


@dataclass(frozen=True, slots=True)
class TicketBody:
    """A well-formed body of POST …/sso-ticket. None: the body leaves it out.

    Domains are lower-case, `ttl_seconds` the time to the first opening.
    https://auth0.com/docs/api/management/v2/self-service-profiles/post-sso-ticket
    """

    connection_id: str
    creates: bool
    name: str
    display_name: str
    metadata: Mapping[str, Any]
    preverified_domains: tuple[str, ...]
    domain_verification: str | None
    pending_domains: tuple[str, ...]
    enabled_clients: tuple[str, ...] | None
    enabled_organizations: tuple[EnabledOrganization, ...] | None
    provisioning: Mapping[str, Any] | None
    ttl_seconds: int

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> TicketBody:
        """Return what a body says; `problems` tells beforehand whether it is well-formed."""
        config = body.get("connection_config") or {}
        options = config.get("options") or {}
        domains = body.get("domain_aliases_config")
        clients = body.get("enabled_clients")
        organizations = body.get("enabled_organizations")
        return cls(
            connection_id=body.get("connection_id", ""),
            creates="connection_config" in body,
            name=config.get("name", ""),
            display_name=config.get("display_name", ""),
            metadata=config.get("metadata") or {},
            preverified_domains=_names(options.get("domain_aliases")),
            domain_verification=domains.get("domain_verification") if domains else None,
            pending_domains=_names(domains.get("pending_domains")) if domains else (),
            enabled_clients=None if clients is None else tuple(clients),
            enabled_organizations=None
            if organizations is None
            else tuple(_organization(row) for row in organizations),
            provisioning=body.get("provisioning_config"),
            ttl_seconds=int(body.get("ttl_sec") or _USUAL_TTL),
        )

    @property
    def verifies(self) -> bool:
        """Whether the customer may prove domains in the assistant."""
        return (self.domain_verification or "none") != "none"


def _names(domains: list[str] | None) -> tuple[str, ...]:
    return tuple(str(domain).lower() for domain in domains or ())


def _organization(row: Mapping[str, Any]) -> EnabledOrganization:
    return EnabledOrganization(
        organization_id=row.get("organization_id", ""),
        assign_membership_on_login=row.get("assign_membership_on_login", False),
        show_as_button=row.get("show_as_button", True),
    )
