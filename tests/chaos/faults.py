"""Which fault comes when: a schedule made from a seed, and carried out in its order."""

import itertools
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tests.chaos.product import WORKERS, Product

KILL_EVERY_SECONDS = 5.0
TWO_DAYS = 2 * 86_400
ALL = 10**6
MAIL_TROUBLES = ("down", "later", "never")
# What Auth0 does for a while; each matches every call to it.
AUTH0_TROUBLES: dict[str, list[dict[str, Any]]] = {
    "errors": [{"path": "/api/*", "times": ALL, "status": 503}],
    "errors at sign-in": [{"path": "/oauth/*", "times": ALL, "status": 500}],
    "nobody there": [{"times": ALL, "drop": "before"}],
    # A few, because a lost answer may each time have made a ticket that nobody holds.
    "lost answers": [{"method": "POST", "path": "*/sso-ticket", "times": 4, "drop": "after"}],
    "delays": [{"path": "/api/*", "times": ALL, "delay_seconds": 1.5}],
    "no answers": [{"path": "/api/*", "times": 6, "delay_seconds": 16}],
    "429 storm": [{"path": "/api/*", "times": ALL, "status": 429}],
}


@dataclass(frozen=True)
class Fault:
    at: float  # seconds from the beginning
    what: str
    act: Callable[[], None]


@dataclass
class Outage:
    """A service that is away on purpose, on the monotonic clock; `until` is 0 while it lasts."""

    service: str
    since: float
    until: float = 0.0


@dataclass
class Faults:
    """Carries out a schedule; `outages` and `told` are what has been done so far."""

    product: Product
    seed: int
    seconds: float
    outages: list[Outage] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    # When the clock jumped, in seconds since 1970.
    jumps: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)
        self._begun = 0.0
        self._planned: list[Fault] = []
        self._jump_at = self.seconds * self._dice.uniform(0.5, 0.8)
        # Taken in turn, from round to round: each comes as often as the others.
        names = list(AUTH0_TROUBLES)
        self._dice.shuffle(names)
        self._auth0_troubles = itertools.cycle(names)
        self._mail_troubles = itertools.cycle(MAIL_TROUBLES)

    def begin(self) -> None:
        """Begin a round of all faults; in the first, the clock jumps as well."""
        self._begun = time.monotonic()
        planned = list(self._plan())
        if not self.jumps:
            planned.append(Fault(self._jump_at, "the clock jumps by two days", self._jump))
        self._planned = sorted(planned, key=lambda fault: fault.at)

    def carry_on(self) -> None:
        """Do what is due by now."""
        while self._planned and self._planned[0].at <= time.monotonic() - self._begun:
            fault = self._planned.pop(0)
            self.told.append(f"{time.strftime('%H:%M:%S')}  {fault.what}")
            fault.act()

    def are_over(self) -> bool:
        return not self._planned

    def met(self) -> Counter[str]:
        """Count the outages so far, by the service and what was wrong with it."""
        return Counter(outage.service for outage in self.outages)

    def was_away(self, service: str, since: float, until: float, *, grace: float = 3.0) -> bool:
        """Answer whether a service was away at any time between two monotonic moments."""
        return any(
            outage.service == service
            and outage.since <= until
            and (not outage.until or since <= outage.until + grace)
            for outage in self.outages
        )

    def _plan(self) -> Iterator[Fault]:
        yield from self._kills()
        yield from self._broker()
        yield from self._database()
        yield from self._mail()
        yield from self._auth0()
        third = self.seconds / 3
        yield Fault(third, "a second beat begins", self.product.start_second_beat)
        yield Fault(2 * third, "the second beat ends", self.product.stop_second_beat)

    def _jump(self) -> None:
        self.jumps.append(time.time())
        self.product.sandbox.advance(TWO_DAYS)

    def _kills(self) -> Iterator[Fault]:
        at = KILL_EVERY_SECONDS
        while at < self.seconds:
            name, which = self._dice.choice(WORKERS), self._dice.randrange(8)
            if self._dice.random() < 0.6:
                kill = partial(self.product.kill_child, name, which)
                yield Fault(at, f"a child of {name} is killed", kill)
            else:
                kill = partial(self.product.kill_worker, name)
                yield Fault(at, f"{name} is killed", kill)
            at += KILL_EVERY_SECONDS

    def _broker(self) -> Iterator[Fault]:
        broker = self.product.broker
        for at, length in self._times(every=30, longest=8):
            yield from self._outage("broker", at, length, broker.stop, broker.start)
            yield Fault(
                at + length + self._dice.uniform(4, 10), "the broker is flushed", broker.flush
            )

    def _database(self) -> Iterator[Fault]:
        database = self.product.database
        for at, length in self._times(every=45, longest=4):
            yield from self._outage("database", at, length, database.stop, database.start)

    def _mail(self) -> Iterator[Fault]:
        product = self.product
        for at, length in self._times(every=25, longest=8):
            mood = next(self._mail_troubles)
            if mood == "down":
                begin, end = product.stop_mail_server, product.start_mail_server
            else:
                begin = partial(product.answer_mails, mood)
                end = partial(product.answer_mails, "yes")
            # A refusal for good fails every mail of that time: shortly only.
            length = min(length, 2) if mood == "never" else length
            yield from self._outage(f"mail server ({mood})", at, length, begin, end)

    def _auth0(self) -> Iterator[Fault]:
        sandbox = self.product.sandbox
        for at, length in self._times(every=18, longest=10):
            name = next(self._auth0_troubles)
            begin = partial(self._trouble_auth0, name)
            yield from self._outage(f"Auth0 ({name})", at, length, begin, sandbox.clear_faults)

    def _trouble_auth0(self, name: str) -> None:
        for trouble in AUTH0_TROUBLES[name]:
            self.product.sandbox.post("/faults", trouble)

    def _times(self, *, every: float, longest: float) -> Iterator[tuple[float, float]]:
        """Beginnings and lengths, one in each stretch of `every` seconds; one at least."""
        every = min(every, self.seconds)
        longest = min(longest, every / 2)
        for number in range(max(1, int(self.seconds // every))):
            length = self._dice.uniform(longest / 2, longest)
            yield every * number + self._dice.uniform(0, every - length), length

    def _outage(
        self,
        service: str,
        at: float,
        length: float,
        begin: Callable[[], None],
        end: Callable[[], None],
    ) -> Iterator[Fault]:
        outage = Outage(service, 0)

        def go() -> None:
            outage.since = time.monotonic()
            self.outages.append(outage)
            begin()

        def come() -> None:
            end()
            outage.until = time.monotonic()

        yield Fault(at, f"{service}: away", go)
        yield Fault(at + length, f"{service}: back", come)
