"""A thousand customers as a company has them after three years; `copying` makes more of them.

They are the same in every run but for the time, which is now.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction

from organizations.models import (
    Attention,
    Connection,
    Contact,
    Customer,
    Domain,
    Event,
    Organization,
    Stage,
    Tenant,
    User,
)
from organizations.roles import Role
from organizations.stages import ROAD
from portal import clock
from tests import factories
from tests.benchmarks.words import CITIES, FIRST_NAMES, LAST_NAMES, LINES, TRADES
from tests.sandbox_process import Sandbox
from tickets.models import Automation, Job, JobRow, Link, Message, Milestones, Preset, Ticket
from tickets.models.reports import Milestone
from tickets.services.bulk.making import MOST_ROWS
from tickets.states import State

BLOCK = 1_000
# Stands in everything that must differ between customers; the copies have another number there.
MARK = "b000"
# In the order in which they refer to each other.
SEEDED: tuple[type[models.Model], ...] = (
    *(Customer, Contact, Organization, Connection, Domain),
    *(Link, Ticket, Message, Attention, Automation, Milestones, Event),
)
_YEARS = timedelta(days=3 * 365)

# Of a hundred connections, how many stand where.
_STAGES = {
    Stage.PLANNED: 3,
    Stage.INVITED: 10,
    Stage.OPENED: 4,
    Stage.CONFIGURED: 4,
    Stage.DOMAIN_PENDING: 6,
    Stage.DOMAIN_VERIFIED: 2,
    Stage.LIVE: 64,
    Stage.DISABLED: 4,
    Stage.GONE: 3,
}
# The newest ticket of a connection that stands there.
_NEWEST = {
    Stage.INVITED: State.ISSUED,
    Stage.OPENED: State.OPENED,
    Stage.CONFIGURED: State.OPENED,
    Stage.DOMAIN_PENDING: State.EXPIRED,
    Stage.DOMAIN_VERIFIED: State.ISSUED,
}
_LINK_ENDED = {
    State.COMPLETED: Link.Ended.COMPLETED,
    State.REPLACED: Link.Ended.REPLACED,
    State.REVOKED: Link.Ended.REVOKED,
}
# What is on the timeline of every ticket: verb, who says so.
_COURSE = (
    ("ticket:request", "staff"),
    ("ticket:issue", "system"),
    ("message:sent", "system"),
    ("message:delivered", "system"),
    ("ticket:open", "customer"),
    ("connection:stage", "system"),
)


@dataclass
class Cast:
    """What every customer is seeded with: staff to own them, tenants and presets to choose from."""

    staff: list[User]
    tenants: list[Tenant]
    presets: list[Preset]
    now: datetime = field(default_factory=clock.now)


def seed_cast(sandbox: Sandbox | None = None) -> Cast:
    """Make the staff, and three tenants with a preset each; with a sandbox, the first answers."""
    staff = [factories.make_user(Role.MANAGER, name=name) for name in FIRST_NAMES[:12]]
    tenants = [factories.make_tenant(sandbox if not n else None) for n in range(3)]
    return Cast(staff, tenants, [factories.make_preset(tenant) for tenant in tenants])


def seed(cast: Cast, customers: int = BLOCK) -> None:
    """Make so many customers, with all that hangs on them."""
    rows = Rows(cast)
    for number in range(1, customers + 1):
        rows.add_customer(number)
    rows.insert()


def seed_job(cast: Cast) -> None:
    """Make a job of as many customers as there are, up to as many as one may have: half done."""
    preset, count = cast.presets[0], min(Customer.objects.count(), MOST_ROWS)
    job = Job.objects.create(
        kind=Job.Kind.ISSUE,
        state=Job.State.PAUSED,
        tenant=preset.tenant,
        preset=preset,
        size=count,
        created_at=cast.now,
        created_by=cast.staff[0],
    )
    keys = Customer.objects.order_by("name", "pk").values_list("pk", flat=True)[:count]
    states = (JobRow.State.DONE, JobRow.State.READY)
    JobRow.objects.bulk_create(
        (
            JobRow(job=job, number=n, customer_id=key, state=states[n % 2], choice="new")
            for n, key in enumerate(keys, start=1)
        ),
        batch_size=BLOCK,
    )


class Rows:
    """Rows of some customers, made in memory, inserted at once."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.of: dict[type[models.Model], list[Any]] = {model: [] for model in SEEDED}

    def insert(self) -> None:
        with transaction.atomic():
            for model, rows in self.of.items():
                model._default_manager.bulk_create(rows, batch_size=BLOCK)

    def add_customer(self, number: int) -> None:
        dice = random.Random(number)
        city, trade = dice.choice(CITIES), dice.choice(TRADES)
        slug = f"{city}-{trade}-{MARK}{number:03d}".lower()
        since = self.cast.now - _YEARS * dice.random() ** 1.5
        customer = self._add(
            Customer(
                name=f"{city} {trade} {dice.choice(LINES)} {MARK}{number:03d}",
                external_id=f"{MARK}{number:03d}",
                owner=dice.choice([None, *self.cast.staff]),
                time_zone="Europe/Berlin",
                created_at=since,
                updated_at=since + (self.cast.now - since) * dice.random(),
                archived_at=self.cast.now if dice.random() < 0.03 else None,
            )
        )
        self._event(customer, None, "customer:create", "staff", since, name=customer.name)
        self._add(Domain(customer=customer, name=f"{slug}.example", created_at=since))
        contacts = [
            self._contact(dice, customer, slug, n) for n in range(dice.choice((1, 1, 2, 3)))
        ]
        place = dice.choices(range(3), (7, 2, 1))[0]
        organization = None
        if dice.random() < 0.92:
            organization = self._add(
                Organization(
                    customer=customer,
                    tenant=self.cast.tenants[place],
                    auth0_id=f"org_{MARK}{number:012d}",
                    name=slug[:50],
                    display_name=customer.name,
                    state="renamed" if dice.random() < 0.0005 else "mapped",
                    mapped_at=since,
                    checked_at=self.cast.now,
                )
            )
        for n in range(dice.choices(range(3), (8, 77, 15))[0]):
            self._connection(dice, customer, contacts, organization, place, f"{slug}-{n}")

    def _contact(self, dice: random.Random, customer: Customer, slug: str, n: int) -> Contact:
        first, last = dice.choice(FIRST_NAMES), dice.choice(LAST_NAMES)
        return self._add(
            Contact(
                customer=customer,
                name=f"{first} {last}",
                email=f"{first}.{last}{n}@{slug}.example".lower(),
                language=dice.choice(("en", "en", "de", "fr", "es", "ja")),
                created_at=customer.created_at,
            )
        )

    def _connection(
        self,
        dice: random.Random,
        customer: Customer,
        contacts: list[Contact],
        organization: Organization | None,
        place: int,
        name: str,
    ) -> None:
        stage = dice.choices(list(_STAGES), list(_STAGES.values()))[0]
        # What is open is young; what is settled may be old.
        age = (self.cast.now - customer.created_at) * dice.random()
        if stage not in (Stage.LIVE, Stage.DISABLED, Stage.GONE):
            age = min(age, timedelta(days=20 * dice.random()))
        began = self.cast.now - age
        there = stage not in (Stage.PLANNED, Stage.INVITED, Stage.OPENED)
        connection = self._add(
            Connection(
                customer=customer,
                tenant=self.cast.tenants[place],
                organization=organization,
                name=name,
                auth0_id=f"con_{name}"[:50] if there else "",
                strategy=dice.choice(("okta", "samlp", "waad", "oidc")) if there else "",
                stage=stage,
                created_at=began,
                stage_since=began + min(age, timedelta(days=10)) * dice.random(),
                live_at=began if stage == Stage.LIVE else None,
                checked_at=self.cast.now - timedelta(hours=dice.random() * 20),
                check_due_at=None
                if stage == Stage.PLANNED
                else self.cast.now + timedelta(hours=dice.random() * 20),
            )
        )
        due = None if stage == Stage.PLANNED else self.cast.now + timedelta(days=1 + dice.random())
        self._add(Automation(connection=connection, planned_at=self.cast.now, due_at=due))
        self._event(customer, connection, "connection:plan", "staff", began, name=name)
        if there and dice.random() < 0.6:
            pending = stage == Stage.DOMAIN_PENDING
            self._add(
                Domain(
                    customer=customer,
                    connection=connection,
                    name=f"{name}.example",
                    state=Domain.State.PENDING if pending else Domain.State.VERIFIED,
                    txt_host=f"_ss-verification.{name}.example",
                    txt_value="auth0-domain-verification=" + "v" * 32,
                    created_at=began,
                )
            )
        for flagged, resolved in ((0.03, False), (0.15, True)):
            if dice.random() < flagged:
                self._attention(dice, connection, resolved)
        if stage != Stage.PLANNED:
            self._milestones(dice, connection, place)
            states = [State.EXPIRED, State.REPLACED, State.REVOKED]
            tickets = [dice.choice(states) for _ in range(dice.choices(range(4), (5, 3, 1, 1))[0])]
            for state in (*tickets, _NEWEST.get(stage, State.COMPLETED)):
                self._ticket(dice, connection, dice.choice(contacts), place, state)

    def _milestones(self, dice: random.Random, connection: Connection, place: int) -> None:
        stage = Stage(connection.stage)
        reached, hours = ROAD.index(stage) if stage in ROAD else len(ROAD), 0
        fields: dict[str, int] = {}
        for milestone in Milestone:
            hours += round(dice.expovariate(1 / 48))
            if ROAD.index(Stage(milestone.value)) <= reached:
                fields[milestone.column] = hours
        self._add(
            Milestones(
                connection=connection,
                customer=connection.customer,
                tenant=connection.tenant,
                preset=self.cast.presets[place],
                strategy=connection.strategy,
                invited_at=connection.created_at,
                month=connection.created_at.date().replace(day=1),
                stage=stage,
                stage_since=connection.stage_since,
                mails=dice.randint(1, 6),
                reminders=dice.randint(0, 3),
                acts=dice.choice((0, 0, 0, 1, 3)),
                **fields,
            )
        )

    def _attention(self, dice: random.Random, connection: Connection, resolved: bool) -> None:
        since = connection.created_at
        self._add(
            Attention(
                customer=connection.customer,
                connection=connection,
                reason=dice.choice(list(Attention.Reason)),
                detail="The record says something else than Auth0 expects.",
                remedy="Ask the customer to put the value that is shown on the page.",
                since=since,
                resolved_at=since + timedelta(days=1) if resolved else None,
            )
        )

    def _ticket(
        self,
        dice: random.Random,
        connection: Connection,
        contact: Contact,
        place: int,
        state: State,
    ) -> None:
        at = connection.created_at + timedelta(minutes=dice.random() * 600)
        settled = connection.stage in (Stage.LIVE, Stage.DISABLED, Stage.GONE)
        link = self._add(
            Link(
                connection=connection,
                contact=contact,
                recipient_name=contact.name,
                recipient_email=contact.email,
                language=contact.language,
                created_at=at,
                expires_at=max(at, self.cast.now) + timedelta(days=14),
                ended=_LINK_ENDED.get(state, "") or (Link.Ended.COMPLETED if settled else ""),
            )
        )
        expires, ends = at + timedelta(days=5), at + timedelta(hours=5)
        over = {State.ISSUED: expires, State.OPENED: ends}.get(state, self.cast.now)
        if over < self.cast.now:
            state = State.EXPIRED
        opened = state in (State.OPENED, State.COMPLETED)
        ticket = self._add(
            Ticket(
                tenant=connection.tenant,
                connection=connection,
                link=link,
                preset=self.cast.presets[place],
                kind=dice.choice(("create", "create", "edit")),
                reason=dice.choice(list(Ticket.Reason)),
                state=state,
                profile_id=self.cast.presets[place].profile_id,
                body={"connection_config": {"name": connection.name}},
                url="https://seeded.eu.auth0.test/self-service/connections-flow?ticket=" + "t" * 32,
                created_at=at,
                created_by=dice.choice(self.cast.staff),
                issued_at=at,
                expires_at=expires,
                opened_at=at if opened else None,
                session_ends_at=ends if opened else None,
                openings_used=1 if opened else 0,
            )
        )
        kinds = ["invitation", "unopened", "link_ending", "live"]
        for n, kind in enumerate(kinds[: dice.choices(range(1, 5), (5, 3, 1, 1))[0]]):
            self._message(dice, ticket, kind, at + timedelta(days=n))
        for n, (verb, who) in enumerate(_COURSE):
            then = at + timedelta(minutes=n)
            self._event(connection.customer, connection, verb, who, then, to=contact.email)

    def _message(self, dice: random.Random, ticket: Ticket, kind: str, at: datetime) -> None:
        link = ticket.link
        self._add(
            Message(
                connection=ticket.connection,
                contact=link.contact,
                link=link,
                ticket=ticket,
                kind=kind,
                key=f"{kind}:{link.pk}:{MARK}",
                to_name=link.recipient_name,
                to_email=link.recipient_email,
                language=link.language,
                subject=f"Set up single sign-on for {ticket.connection.customer}",
                text="Please set up single sign-on for your company.\n" * 5,
                html="<p>Please set up single sign-on for your company.</p>" * 10,
                state=dice.choices(("sent", "delivered", "bounced"), (20, 78, 2))[0],
                created_at=at,
                due_at=at,
                sent_at=at,
                state_at=at,
            )
        )

    def _event(
        self,
        customer: Customer,
        connection: Connection | None,
        verb: str,
        who: str,
        at: datetime,
        **data: Any,
    ) -> None:
        user = customer.owner or self.cast.staff[0]
        by_staff = who == "staff"
        self._add(
            Event(
                at=at,
                verb=verb,
                actor_kind=who,
                actor_name=user.name if by_staff else "The portal",
                user=user if by_staff else None,
                ip="192.0.2.7" if by_staff else "",
                customer=customer,
                connection=connection,
                data=data,
            )
        )

    def _add(self, row: Any) -> Any:
        self.of[type(row)].append(row)
        return row
