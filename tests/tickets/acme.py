"""Acme's setup, moved on by the portal's own tasks: time passes in the sandbox and here at once."""

from typing import Any

from organizations.models import Connection, Domain, Tenant
from portal.actor import Actor
from tests import factories
from tests.organizations.walking import CONFIGURE, ENABLE, OPEN, Setup
from tests.sandbox_process import Sandbox
from tickets.models import Message, Preset, Ticket
from tickets.services import lifecycle, links, requests
from tickets.tasks import connections as connection_tasks
from tickets.tasks import tickets as ticket_tasks

HOUR, DAY = 3_600, 86_400


class Acme(Setup):
    """A setup whose tickets are the portal's: Sam of support issued the first."""

    def __init__(
        self,
        tenant: Tenant,
        sandbox: Sandbox,
        staff: Actor,
        *,
        body: dict[str, Any] | None = None,
        **rules: object,
    ) -> None:
        """`body` replaces parts of the first ticket's request, `rules` those of its preset."""
        super().__init__(tenant, sandbox)
        self.contact = self.customer.contacts.get()
        quiet = {"quiet_from": 0, "quiet_until": 0, "unused_days": 0}
        self.preset: Preset = factories.make_preset(
            tenant, profile_id=self.profile, **{**quiet, **rules}
        )
        wanted = factories.make_draft(
            self.connection,
            preset=self.preset,
            contact=self.contact,
            body={
                "connection_config": {"name": self.connection.name},
                "enabled_clients": self.clients,
                "enabled_organizations": [{"organization_id": self.organization.auth0_id}],
                **self.pending("acme.com"),
                **(body or {}),
            },
        )
        self.first = requests.request_ticket(wanted, by=staff)
        lifecycle.issue(self.first)

    @property
    def newest(self) -> Ticket:
        return self.connection.tickets.latest("pk")

    @property
    def domain(self) -> Domain:
        return self.connection.domains.get()

    def open_(self) -> str:
        """Click the newest link, and return the address of the assistant."""
        link = self.newest.link
        url = links.open_link(link, by=Actor.customer("alice@acme.com"), user_agent="Firefox")
        assert url
        return url

    def configure(self) -> None:
        """Do everything up to the domain, which is pending, and leave."""
        self.walk(self.open_(), OPEN, *CONFIGURE)
        connection_tasks.reconcile(self.connection.pk)

    def enable(self) -> None:
        """Verify and enable in the assistant."""
        self.walk(self.open_(), OPEN, {"do": "verify"}, ENABLE)
        connection_tasks.reconcile(self.connection.pk)

    def check_dns(self) -> None:
        connection_tasks.check_domain(self.domain.pk)

    def pass_time(self, seconds: float) -> None:
        """Let time pass, and have workers do what came due meanwhile."""
        self.sandbox.advance(seconds)
        lifecycle.expire_due()
        self.work()

    def work(self) -> None:
        """Do what is due; twice, as two sweeps at once would."""
        for _ in range(2):
            connection_tasks.automations_due()
            ticket_tasks.sweep()

    def mailed(self) -> list[str]:
        """The kinds of mails so far, in order."""
        return list(
            Message.objects.filter(connection=self.connection)
            .order_by("pk")
            .values_list("kind", flat=True)
        )

    def reload(self) -> Connection:
        self.connection.refresh_from_db()
        return self.connection
