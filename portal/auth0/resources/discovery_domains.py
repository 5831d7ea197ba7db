"""The e-mail domains by which Auth0 finds a person's organization."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.auth0.paging import Page, read_page
from portal.auth0.reading import Fields
from portal.auth0.transport.session import Session

PENDING = "pending"
VERIFIED = "verified"


@dataclass(frozen=True)
class DiscoveryDomain:
    """A domain of an organization; the TXT record proves it is theirs. `status`: see above."""

    id: str
    domain: str
    status: str
    verification_host: str
    verification_txt: str
    use_for_organization_discovery: bool

    @classmethod
    def read(cls, raw: Any) -> DiscoveryDomain:
        """From Auth0's JSON; raises UnexpectedAnswer."""
        fields = Fields(raw, "discovery domain")
        return cls(
            id=fields.required("id"),
            domain=fields.required("domain"),
            status=fields.required("status"),
            verification_host=fields.required("verification_host"),
            verification_txt=fields.required("verification_txt"),
            use_for_organization_discovery=fields.flag(
                "use_for_organization_discovery", default=True
            ),
        )


class DiscoveryDomains:
    """https://auth0.com/docs/api/management/v2/organizations/get-organization-discovery-domains

    Reads come from replicas: a change of the last seconds may be missing.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(
        self, organization_id: str, *, start: str = "", take: int = 100
    ) -> Page[DiscoveryDomain]:
        """By checkpoint; one page of 100 holds all that an organization may have. NotFound.

        https://auth0.com/docs/api/management/v2/organizations/get-organization-discovery-domains
        """
        answer = self._session.call(
            "GET", *self._path(organization_id), query={"from": start, "take": take}
        )
        return read_page(answer, "domains", DiscoveryDomain.read)

    def get(self, organization_id: str, domain_id: str) -> DiscoveryDomain:
        """By Auth0's id, `ord_…`. Raises NotFound.

        https://auth0.com/docs/api/management/v2/organizations/get-organization-discovery-domain
        """
        answer = self._session.call("GET", *self._path(organization_id), domain_id)
        return DiscoveryDomain.read(answer)

    def by_name(self, organization_id: str, domain: str) -> DiscoveryDomain:
        """By the domain itself. Raises NotFound.

        https://auth0.com/docs/api/management/v2/organizations/get-organization-discovery-domain-by-name
        """
        answer = self._session.call("GET", *self._path(organization_id), "name", domain)
        return DiscoveryDomain.read(answer)

    def create(
        self,
        organization_id: str,
        *,
        domain: str,
        status: str = PENDING,
        use_for_organization_discovery: bool = True,
    ) -> DiscoveryDomain:
        """Raises Conflict when the organization has it already, NotFound without organization.

        A domain created as VERIFIED is trusted without proof.
        https://auth0.com/docs/api/management/v2/organizations/create-organization-discovery-domain
        """
        answer = self._session.call(
            "POST",
            *self._path(organization_id),
            body={
                "domain": domain,
                "status": status,
                "use_for_organization_discovery": use_for_organization_discovery,
            },
        )
        return DiscoveryDomain.read(answer)

    def update(
        self,
        organization_id: str,
        domain_id: str,
        *,
        status: str | None = None,
        use_for_organization_discovery: bool | None = None,
    ) -> DiscoveryDomain:
        """Change what is given. Raises NotFound.

        https://auth0.com/docs/api/management/v2/organizations/update-organization-discovery-domain
        """
        changes = {
            "status": status,
            "use_for_organization_discovery": use_for_organization_discovery,
        }
        body = {name: value for name, value in changes.items() if value is not None}
        answer = self._session.call("PATCH", *self._path(organization_id), domain_id, body=body)
        return DiscoveryDomain.read(answer)

    def delete(self, organization_id: str, domain_id: str) -> None:
        """Raises NotFound.

        https://auth0.com/docs/api/management/v2/organizations/delete-organization-discovery-domain
        """
        self._session.call("DELETE", *self._path(organization_id), domain_id)

    @staticmethod
    def _path(organization_id: str) -> tuple[str, str, str]:
        return "organizations", organization_id, "discovery-domains"
