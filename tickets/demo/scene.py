"""What can happen in a sample customer's story."""

import time
from typing import Any

from organizations.auth0_clients import auth0
from organizations.models import Connection, Customer, Tenant, User
from organizations.services import connections, customers, domains, mapping, sign_ins
from portal import clock
from portal.actor import Actor
from tickets.models import Message, Preset, Ticket
from tickets.services import activity, automation, lifecycle, links, mail, requests
from tickets.states import State

from .company import STANDARD
from .sandbox import Sandbox

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/144.0"
# For a worker that was faster than we to take up a ticket.
PATIENCE_SECONDS = 15.0
# Reminders are due at hours of the day: time passes no faster than this.
AT_ONCE_SECONDS = 6 * 3600


class Scene:
    """One tenant with its sandbox, and Sam who does the staff's part."""

    def __init__(self, tenant: Tenant, sandbox: Sandbox) -> None:
        self.tenant = tenant
        self.sandbox = sandbox
        self.sam = User.objects.get(email="support@acme.example")
        self.staff = Actor("staff", str(self.sam), user=self.sam)
        self.auth0 = auth0(tenant)

    def customer(
        self, name: str, organization: str, domain: str, *contacts: tuple[str, str, str]
    ) -> Customer:
        """Make a customer, mapped to its organization if one is named.

        Contacts are name, mailbox and language.
        """
        customer = customers.create_customer(
            name=name, domains=[domain], owner=self.sam, by=self.staff
        )
        # A company's domain is in DNS, with mail, before it proves anything.
        self.sandbox.publish(domain, "v=spf1 -all")
        for person, mailbox, language in contacts:
            customers.add_contact(
                customer,
                name=person,
                email=f"{mailbox}@{domain}",
                language=language,
                by=self.staff,
            )
        if organization:
            found = self.auth0.organizations.by_name(organization)
            mapping.map_organization(customer, self.tenant, found.id, by=self.staff)
        return customer

    def invite(self, customer: Customer, preset: str = STANDARD) -> Ticket:
        """Issue a ticket by a preset to the customer's first contact."""
        draft = requests.draft(
            customer,
            self.tenant,
            Preset.objects.get(name=preset),
            contact=customer.contacts.earliest("pk"),
        )
        ticket = requests.request_ticket(draft, by=self.staff)
        self._mailed(ticket)
        return ticket

    def open(self, ticket: Ticket) -> str:
        """Follow the mailed link as its recipient; return where it leads."""
        recipient = Actor.customer(ticket.link.recipient_email)
        url = links.open_link(ticket.link, by=recipient, user_agent=BROWSER)
        if url is None:
            raise RuntimeError(f"{ticket} was not issued: {ticket.problem}")
        self.sandbox.walk(url, {"do": "open"})
        self.catch_up(ticket.connection)
        return url

    def walk(self, ticket: Ticket, url: str, *steps: str | dict[str, Any]) -> None:
        """Go on in the assistant; a step without details is its name."""
        named = [{"do": step} if isinstance(step, str) else step for step in steps]
        self.sandbox.walk(url, *named)
        self.catch_up(ticket.connection)

    def go_live(self, customer: Customer, provider: str, **options: str) -> Connection:
        """Take a customer all the way in one sitting; `options` are the provider's."""
        ticket = self.invite(customer)
        configure = {"do": "configure", "options": options}
        self.walk(ticket, self.open(ticket), choose(provider), configure, "enable", "finish")
        self._mailed(ticket)
        return ticket.connection

    def sign_in(self, connection: Connection, **how: Any) -> None:
        """Let people sign in, or fail to; what `how` says, the sandbox's README tells."""
        self.sandbox.sign_in(connection.name, **how)
        self._look()

    def catch_up(self, connection: Connection) -> None:
        """Learn what happened at Auth0, as the portal does by itself every minute."""
        lifecycle.expire_due()
        activity.poll_logs(self.tenant)
        automation.run_automation(connections.reconcile(connection))
        for domain in connection.domains.exclude(txt_host=""):
            domains.check_domain(domain)

    def wait_until(self, moment: float) -> None:
        """Let time pass up to `moment` (seconds before now are negative), the portal at work."""
        while (missing := moment - self.sandbox.offset()) > 0:
            self.sandbox.advance(min(missing, AT_ONCE_SECONDS))
            self._work()

    def _work(self) -> None:
        """Do what workers do; each step that one of them has begun is left to it."""
        lifecycle.expire_due()
        self._look()
        for connection in Connection.objects.filter(pk__in=automation.automations_due()):
            automation.run_automation(connection)
        for ticket in lifecycle.issues_due():
            lifecycle.issue(ticket)
        for message in mail.messages_due():
            automation.send_if_wanted(message)

    def _look(self) -> None:
        if self.tenant.pk in sign_ins.tenants_to_look_at():
            self.tenant.refresh_from_db()
            sign_ins.look_for_sign_ins(self.tenant)

    def _mailed(self, ticket: Ticket) -> None:
        """Work until the ticket is issued, or was refused, and all mails about it are out."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        queued = ticket.connection.messages.filter(state=Message.State.QUEUED)
        while time.monotonic() < deadline:
            self._work()
            ticket.refresh_from_db()
            if ticket.state != State.QUEUED and not queued.filter(due_at__lte=clock.now()):
                return
            time.sleep(0.02)
        raise TimeoutError(f"{ticket} was not mailed in {PATIENCE_SECONDS:.0f} s.")


def choose(provider: str) -> dict[str, Any]:
    """The assistant's step of choosing an identity provider."""
    return {"do": "choose", "strategy": provider}
