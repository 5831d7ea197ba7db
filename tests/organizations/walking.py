"""A customer's setup in the sandbox, walked without tickets of ours: Auth0 is all there is."""

from typing import Any

from organizations import auth0_clients
from organizations.models import Connection, Customer, Tenant
from tests.factories import make_connection, make_customer
from tests.sandbox_process import Sandbox

OPEN = {"do": "open"}
CONFIGURE = ({"do": "choose", "strategy": "okta-samlp"}, {"do": "configure", "options": {}})
ENABLE = {"do": "enable"}
VERIFY = {"do": "verify"}


class Setup:
    """Acme's connection, and the assistant its admin walks through."""

    def __init__(self, tenant: Tenant, sandbox: Sandbox) -> None:
        sandbox.reset("demo")
        self.tenant, self.sandbox = tenant, sandbox
        self.auth0 = auth0_clients.auth0(tenant)
        self.customer: Customer = make_customer("Acme", tenant=tenant)
        self.organization = self.customer.organizations.get()
        self.clients = [client.client_id for client in self.auth0.clients.list().items[:2]]
        self.connection: Connection = make_connection(
            self.customer,
            tenant,
            name="acme-sso",
            wanted_clients=self.clients,
            verification="required",
        )
        self.profile = self.auth0.profiles.list().items[0].id

    def ticket(self, **body: Any) -> str:
        """Make a ticket for the connection at Auth0 and return its address."""
        request = {
            "connection_config": {"name": self.connection.name},
            "enabled_clients": self.clients,
            "enabled_organizations": [{"organization_id": self.organization.auth0_id}],
            **body,
        }
        return self.auth0.tickets.create(self.profile, request).url

    def walk(self, ticket: str, *steps: dict[str, Any]) -> dict[str, Any]:
        """Walk on, and return where the assistant stands then."""
        return dict(self.sandbox.walk(ticket, *steps)["state"])

    def go_live(self, **body: Any) -> None:
        self.walk(self.ticket(**body), OPEN, *CONFIGURE, ENABLE)

    @property
    def auth0_id(self) -> str:
        found = self.auth0.connections.by_name(self.connection.name)
        assert found
        return found.id

    def pending(self, *domains: str) -> dict[str, Any]:
        """Body of a ticket that wants these domains proven."""
        return {
            "domain_aliases_config": {
                "domain_verification": "required",
                "pending_domains": list(domains),
            }
        }

    def publish(self, domain: str) -> None:
        """Set the TXT record that proves a domain."""
        found = self.auth0.discovery_domains.by_name(self.organization.auth0_id, domain)
        self.sandbox.dns(found.verification_host, found.verification_txt)
