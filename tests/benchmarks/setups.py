"""Customers on their way, in a running product: what they do is done, what follows is not."""

import itertools
import os
from datetime import datetime

from organizations.models import Connection, Customer, Domain
from organizations.services import tenants
from portal import clock
from portal.actor import Actor
from tests.factories import make_customer
from tests.processes import wait_for
from tests.sandbox_process import Sandbox
from tickets.demo import company
from tickets.models import Message, Preset, Ticket
from tickets.services import requests
from tickets.states import State

DESK = Actor.system("benchmark")
# Real seconds: beat's slowest turn is a minute, and the machine may have other things to do.
_PATIENCE = 180.0
_SESSION = 5 * 3600
_CONFIGURE = ({"do": "open"}, {"do": "choose", "strategy": "okta"}, {"do": "configure"})
_numbers = itertools.count(1)


class Setups:
    """The sample company's tenant in the product's sandbox, and new customers for it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        company.hire("benchmark-pass-2026")
        self.tenant = company.connect(os.environ)
        company.write_presets(self.tenant)

    def ask(self, preset: str) -> tuple[Ticket, datetime]:
        """Ask for a ticket for a new customer; return it, and when that was."""
        number = next(_numbers)
        customer: Customer = make_customer(
            f"Customer {number}", tenant=self.tenant, domain=f"customer-{number}.example"
        )
        chosen, contact = Preset.objects.get(name=preset), customer.contacts.get()
        draft = requests.draft(customer, self.tenant, chosen, contact)
        asked_at = clock.now()
        return requests.request_ticket(draft, by=DESK), asked_at

    def configured(self, preset: str, times: int) -> list[Ticket]:
        """New customers whose admins have followed the link and configured the connection."""
        tickets = [self.ask(preset)[0] for _ in range(times)]
        for ticket in tickets:
            self.mailed(ticket.connection, Message.Kind.INVITATION)
            ticket.refresh_from_db()
            self.sandbox.walk(ticket.url or "", *_CONFIGURE)
        created = Connection.objects.filter(tickets__in=tickets).exclude(auth0_id="")
        wait_for(lambda: created.count() == times, "The connections in Auth0", _PATIENCE)
        return tickets

    def finish(self, ticket: Ticket) -> datetime:
        """Enable the connection in the assistant; return when that was done."""
        self.sandbox.walk(ticket.url or "", {"do": "enable"}, {"do": "finish"})
        return clock.now()

    def end_session(self, tickets: list[Ticket]) -> None:
        """Let five hours pass, and the portal notice."""
        self.sandbox.advance(_SESSION)
        keys = [ticket.pk for ticket in tickets]
        over = Ticket.objects.filter(pk__in=keys, state=State.EXPIRED)
        wait_for(lambda: over.count() == len(keys), "The end of the sessions", _PATIENCE)

    def publish(self, domain: Domain) -> None:
        """Set the record that proves a domain."""
        self.sandbox.dns(domain.txt_host, domain.txt_value)

    def push_events(self) -> None:
        """Have Auth0 push what happens from now on."""
        tenants.start_log_stream(self.tenant, by=DESK)

    def mailed(self, connection: Connection, kind: Message.Kind) -> datetime:
        """Wait until a mail is handed over to the mail server; return when that was."""
        sent = connection.messages.filter(kind=kind).values_list("sent_at", flat=True)
        moment = wait_for(sent.first, f"The mail “{kind.label}”", _PATIENCE)
        assert moment
        return moment
