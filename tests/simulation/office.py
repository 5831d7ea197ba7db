"""What staff do: sell, invite, and go through the list on weekday mornings."""

from collections import Counter
from dataclasses import replace
from random import Random

from organizations.models import Attention, Connection, Tenant, User
from organizations.services import attention, connections, customers, mapping
from portal import clock
from portal.actor import Actor
from tests.sandbox_process import CLIENT_ID, CLIENT_SECRET, Sandbox
from tests.simulation import behavior
from tests.simulation.behavior import Habits
from tests.simulation.policies import BY_HAND, POLICIES
from tickets.demo import company
from tickets.errors import TicketError
from tickets.models import Nomination, Preset, Ticket
from tickets.services import links, requests
from tickets.services.presets.presets import save_preset
from tickets.services.requests.draft import Draft

Reason = Attention.Reason


class Office:
    """Sam of support, who acts by the services that the pages call."""

    def __init__(self, sandbox: Sandbox, policy: str, plan: str, chance: Random) -> None:
        self._chance = chance
        self.policy = policy
        company.hire("simulation-pass-2026")
        self.tenant: Tenant = company.connect(
            {
                "SANDBOX_URL": sandbox.url,
                "SANDBOX_CLIENT_ID": CLIENT_ID,
                "SANDBOX_CLIENT_SECRET": CLIENT_SECRET,
            }
        )
        Tenant.objects.update(plan=plan, sign_in_url="https://app.acme.example/")
        self.tenant.refresh_from_db()
        company.write_presets(self.tenant)
        for preset in Preset.objects.all():
            for name, value in POLICIES[policy].items():
                setattr(preset, name, value)
            save_preset(preset, by=company.SEED)
        self.sam = User.objects.get(email="support@acme.example")
        self.by = Actor("staff", str(self.sam), user=self.sam)
        # What staff did for each connection since the invitation; once a morning counts once.
        self.acts: Counter[int] = Counter()
        self.acts_for: Counter[str] = Counter()
        self._tries: Counter[tuple[int, str]] = Counter()

    def invite(self, number: int, habits: Habits) -> tuple[int, int]:
        """Make a customer and issue a ticket; return the keys of customer and connection."""
        domain = f"customer-{number}.example"
        customer = customers.create_customer(
            name=f"Customer {number}", domains=[domain], by=self.by
        )
        people = [
            customers.add_contact(customer, name=name, email=f"{name.lower()}@{domain}", by=self.by)
            for name in ("Ada", "Ben")
        ]
        mapping.create_organization(
            customer, self.tenant, name=f"customer-{number}", display_name=str(customer), by=self.by
        )
        name = company.PROVEN if habits.proves_domain else company.STANDARD
        chosen = Preset.objects.select_related("tenant").get(name=name)
        draft = requests.draft(customer, self.tenant, chosen, people[0])
        ticket = requests.request_ticket(draft, by=self.by)
        return customer.pk, ticket.connection_id

    def go_through_the_list(self) -> list[int]:
        """Act on what waits for long enough; return the connections whose people were called."""
        called = []
        for item in Attention.objects.filter(resolved_at=None).order_by("since", "pk"):
            wait = behavior.STAFF_WAIT_DAYS.get(item.reason, 0.0)
            if self.policy == BY_HAND and item.reason == Reason.FAILING:
                wait = 0.0
            if (clock.now() - item.since).total_seconds() < wait * 86_400:
                continue
            assert item.connection
            connection = Connection.objects.get(pk=item.connection.pk)
            self.acts[connection.pk] += 1
            self.acts_for[item.reason] += 1
            if self._act(item, connection):
                called.append(connection.pk)
        return called

    def _act(self, item: Attention, connection: Connection) -> bool:
        """Do what the item asks for; answer whether the customer was called about it."""
        tries = self._tries[connection.pk, item.reason]
        self._tries[connection.pk, item.reason] += 1
        if item.reason in (Reason.IDLE, Reason.CHANGED) or tries >= behavior.STAFF_TRIES:
            attention.resolve([item.pk], why="Asked, and left alone.", by=self.by)
            return False
        try:
            match item.reason:
                case Reason.BOUNCED:
                    other = connection.customer.contacts.filter(bounced_at=None).order_by("pk")[0]
                    links.change_recipient(self._newest(connection), other, by=self.by)
                case Reason.COLLEAGUE:
                    named = Nomination.objects.get(link__connection=connection)
                    links.accept_colleague(named, email=named.email, by=self.by)
                case Reason.UNROUTED:
                    connections.enable_connection(connection, by=self.by)
                case _:
                    requests.request_ticket(self._draft(item, connection), by=self.by)
        except (TicketError, IndexError):
            attention.resolve([item.pk], why="Nothing can be sent.", by=self.by)
            return False
        attention.resolve([item.pk], why="Done.", by=self.by)
        return True

    def _draft(self, item: Attention, connection: Connection) -> Draft:
        newest = self._newest(connection)
        if item.reason in (Reason.FAILING, Reason.ENDING):
            contact = newest.link.contact
            assert contact and newest.preset
            return requests.draft(
                connection.customer, self.tenant, newest.preset, contact, connection
            )
        if connection.domains.filter(state="pending").exists() and connection.auth0_id:
            return requests.follow_up_draft(connection)
        return replace(requests.reissue_draft(newest), created_by=self.sam)

    def _newest(self, connection: Connection) -> Ticket:
        rows = connection.tickets.select_related("link__contact", "preset", "connection__customer")
        return rows.latest("pk")
