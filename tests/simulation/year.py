"""One year of one policy: from event to event, the product at work in between."""

import heapq
import itertools
import math
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from random import Random

from django.core import mail as outbox

from organizations.models import Connection, Stage
from portal import clock
from tests.sandbox_process import Sandbox
from tests.simulation import behavior, figures, truth
from tests.simulation.behavior import office_hours
from tests.simulation.customer import SimulatedCustomer
from tests.simulation.figures import Figures
from tests.simulation.machine import Machine
from tests.simulation.office import Office
from tickets.models import Message, Ticket
from tickets.services import mail

_DAY = timedelta(days=1)
# However quiet it is: the log of failed sign-ins is read before the cheapest plan forgets it.
_LONGEST = timedelta(hours=6)
# Staff go through their list at this hour.
_MORNING = 10


class Year:
    """The world: customers, staff, the machine, and what is to happen when."""

    def __init__(
        self,
        sandbox: Sandbox,
        *,
        customers: int,
        seed: int,
        policy: str,
        plan: str,
        days: int,
        invited_within: int,
        step: timedelta,
        say: Callable[[str], None] = lambda line: None,
    ) -> None:
        self._sandbox, self._step, self._say, self._days = sandbox, step, say, days
        sandbox.reset("demo")
        self._go_to_monday()
        self.begins = clock.now()
        self.ends = self.begins + timedelta(days=days)
        self.office = Office(sandbox, policy, plan, Random(f"{seed}:staff"))
        self.machine = Machine(sandbox, self.office.tenant)
        self._agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self.customers: list[SimulatedCustomer] = []
        self._by_domain: dict[str, SimulatedCustomer] = {}
        # What came of it, as the customers and their mailboxes know it.
        self.mails: dict[int, int] = {}
        self.mails_until_used: dict[int, int] = {}
        self.acts_until_used: dict[int, int] = {}
        self.untrue: list[str] = []
        self._used: set[int] = set()
        chance = Random(f"{seed}:customers")
        for number in range(customers):
            one = SimulatedCustomer(
                number, seed, behavior.draw(chance), sandbox, self.at, self.ends
            )
            self.customers.append(one)
            self._by_domain[one.domain] = one
            at = self.begins + timedelta(days=chance.uniform(0, invited_within))
            self.at(office_hours(at, weekends=False), partial(self._invite, one))
        self.at(self.begins.replace(hour=_MORNING), self._morning)

    def at(self, moment: datetime, act: Callable[[], None]) -> None:
        """Have something happen at a moment."""
        heapq.heappush(self._agenda, (moment, next(self._numbers), act))

    def run(self) -> Figures:
        """Let the year pass; return what came of it."""
        begun, turns, month = time.monotonic(), 0, 0
        while (now := clock.now()) < self.ends:
            self._turn()
            turns += 1
            if self._happen():
                self._turn()
            if (now - self.begins).days // 30 > month:
                month = (now - self.begins).days // 30
                self._say(f"day {30 * month}: {turns} turns, {time.monotonic() - begun:.0f} s")
            self.machine.advance_to(self._next(clock.now()))
        self._turn()
        return figures.gather(self, seconds=time.monotonic() - begun)

    def _next(self, now: datetime) -> datetime:
        """The next moment at which something happens, on the grid of steps."""
        due = [now + _LONGEST, *(one[0] for one in self._agenda[:1])]
        if at := self.machine.next_due():
            due.append(at)
        steps = max(1, math.ceil((min(due) - now) / self._step))
        return min(now + steps * self._step, self.ends)

    def _turn(self) -> None:
        """Let the product do what is due, and people read what it wrote."""
        self.machine.turn()
        used = Connection.objects.filter(stage=Stage.IN_USE).values_list("pk", flat=True)
        while outbox.outbox:
            self._deliver(outbox.outbox.pop(0))
        self._used |= set(used)

    def _happen(self) -> bool:
        """Let people do what they meant to do by now."""
        happened = False
        while self._agenda and self._agenda[0][0] <= clock.now():
            heapq.heappop(self._agenda)[2]()
            happened = True
        return happened

    def _invite(self, one: SimulatedCustomer) -> None:
        _, one.connection_pk = self.office.invite(one.number, one.habits)

    def _morning(self) -> None:
        if clock.now().weekday() < 5:
            before = self.office.acts.copy()
            called = self.office.go_through_the_list()
            for pk in self.office.acts:
                if self.office.acts[pk] > before[pk] and pk not in self._used:
                    self.acts_until_used[pk] = self.acts_until_used.get(pk, 0) + 1
            for one in self.customers:
                if one.connection_pk in called:
                    one.is_called()
        self.at((clock.now() + _DAY).replace(hour=_MORNING, minute=0), self._morning)

    def _deliver(self, sent: outbox.EmailMessage) -> None:
        address = sent.to[0].rpartition("<")[2].strip(">")
        one = self._by_domain.get(address.rpartition("@")[2])
        if one is None:
            return  # to staff
        message = Message.objects.select_related("link").get(
            provider_id=sent.extra_headers["Message-ID"]
        )
        pk = message.connection_id
        if one.invited_at is None:
            one.invited_at = Ticket.objects.filter(connection=pk).earliest("pk").issued_at
        self.mails[pk] = self.mails.get(pk, 0) + 1
        if pk not in self._used:
            self.mails_until_used[pk] = self.mails_until_used.get(pk, 0) + 1
        if why := truth.untrue(message, one):
            self.untrue.append(f"{message.kind} to customer {one.number}: {why}")
        if one.habits.left and address.startswith("ada@"):
            mail.note_delivery(
                Message.State.BOUNCED,
                provider_id=message.provider_id,
                recipient=address,
                problem="smtp;550 5.1.1 no such user",
            )
            return
        one.read(message.kind, str(sent.body), address)

    def _go_to_monday(self) -> None:
        now = clock.now()
        monday = now.replace(hour=8, minute=0, second=0) + timedelta(days=7 - now.weekday())
        self._sandbox.advance((monday - now).total_seconds())
