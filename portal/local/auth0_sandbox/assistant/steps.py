"""What every step of the assistant works with."""

from dataclasses import dataclass

from portal.local.auth0_sandbox.messages import Row
from portal.local.auth0_sandbox.tenant import tickets
from portal.local.auth0_sandbox.tenant.tenant import Tenant

from . import providers, setups


class NotAllowed(Exception):
    """The assistant does not offer this step now; the message says why, to a person."""


@dataclass(frozen=True)
class Session:
    """One person in the assistant, by one ticket."""

    tenant: Tenant
    ticket: Row
    visitor: tickets.Visitor

    @property
    def body(self) -> Row:
        """The request that made the ticket."""
        body: Row = self.ticket["request"]
        return body

    @property
    def profile(self) -> Row:
        return self.tenant.state.profiles.get(self.ticket["profile_id"], {})

    @property
    def setup(self) -> Row:
        return self.tenant.state.setups[self.ticket["setup_id"]]

    @property
    def connection(self) -> Row | None:
        return self.tenant.state.connections.get(self.setup["connection_id"] or "")

    @property
    def strategies(self) -> list[str]:
        return self.profile.get("allowed_strategies") or list(providers.PROVIDERS)

    @property
    def provider(self) -> str:
        """The chosen provider, or the one that an existing connection has."""
        if self.connection and self.connection["strategy"] in providers.PROVIDERS:
            return str(self.connection["strategy"])
        return str(self.ticket["strategy"] or "oidc")

    def has_feature(self, name: str) -> bool:
        return tickets.features(self.ticket)[name]

    def need_feature(self, name: str) -> None:
        if not self.has_feature(name):
            raise NotAllowed(f"This ticket does not include {name.replace('_', ' ')}.")
        if self.ticket["kind"] == "edit":
            self.need_connection()

    def need_connection(self) -> Row:
        if self.connection is None:
            gone = self.setup["connection_id"] is not None
            raise NotAllowed("The connection was deleted." if gone else "Configure it first.")
        return self.connection

    def need_domain(self, domain: str) -> Row:
        for row in setups.domains(self.tenant, self.setup):
            if row["domain"] == domain:
                return row
        raise NotAllowed(f"{domain or 'Nothing'} is not among the domains of this connection.")

    def done(self, step: str) -> None:
        if step not in self.ticket["done"]:
            self.ticket["done"].append(step)

    def log(self, event: str, *, type: str = "ss_sso_success") -> None:
        tickets.log(self.tenant, self.ticket, event, self.visitor, type=type)
