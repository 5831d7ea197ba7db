"""One customer: a mailbox, a browser, an identity provider, a DNS zone, and people who sign in."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.test import Client

from organizations.models import Connection
from portal import clock
from tests.sandbox_process import Sandbox
from tests.simulation import behavior
from tests.simulation.behavior import Delay, Habits, office_hours
from tickets.models import Message

Kind = Message.Kind
LINK = re.compile(r"http://localhost:\d+/l/[^/\s\"]+/")
_HOUR = timedelta(hours=1)
# Mails that lead into the assistant.
_LEAD_ON = frozenset(
    {
        *(Kind.INVITATION, Kind.RENEWED, Kind.FOLLOW_UP, *Message.REMINDERS),
        *(Kind.CERTIFICATE, Kind.SECRET, Kind.PROVISIONING, Kind.FAILING),
    }
)
At = Callable[[datetime, Callable[[], None]], None]


class SimulatedCustomer:
    """What happens at one customer in truth; the portal knows only what it is told."""

    def __init__(
        self, number: int, seed: int, habits: Habits, sandbox: Sandbox, at: At, ends: datetime
    ) -> None:
        self.number, self.habits, self._sandbox, self._at = number, habits, sandbox, at
        self._ends = ends
        self._chance = Random(f"{seed}:{number}:life")
        self.domain = f"customer-{number}.example"
        self.connection_pk = 0
        self.invited_at: datetime | None = None
        self.opened_at: datetime | None = None
        self.configured_at: datetime | None = None
        self.live_at: datetime | None = None
        self.in_use_at: datetime | None = None
        # What the identity provider gets wrong now, as the sandbox names it; and since when.
        self.broken, self.broken_since = "", None  # type: str, datetime | None
        self.record: tuple[str, str] | None = None
        self.published = ""
        self.quiet = False
        self.called = False
        self.link = ""
        # The links that led somebody into the assistant.
        self.opened: set[str] = set()
        self._invited = ""
        self._planned = False
        self._stopped = not habits.stops_at
        self._tries_planned = False
        self._used_up = not habits.uses_up
        self._named = not habits.names_colleague
        self._generation = 0
        self._browser = Client(
            REMOTE_ADDR=f"10.{number >> 14 & 63}.{number >> 7 & 127}.{number & 127}"
        )
        self._sandbox.dns(self.domain, "v=spf1 -all")

    # --- Mail --------------------------------------------------------------------------------

    def read(self, kind: str, text: str, to: str) -> None:
        """A mail arrived."""
        if found := LINK.search(text):
            self.link, self._invited = found[0], to
        if kind == Kind.LIVE:
            self._is_live()
        if not self.habits.acts or kind not in behavior.HEEDS:
            return
        if self._chance.random() >= behavior.HEEDS[kind]:
            return
        if kind in (Kind.RECORD, Kind.DNS):
            self._later(behavior.MENDS_RECORD, self._publish)
        elif kind == Kind.UNUSED:
            self._try_soon(behavior.GETS_TO_IT)
        elif kind in _LEAD_ON:
            urgent = kind == Kind.FAILING
            self._open_later(behavior.GETS_TO_FAILURES if urgent else behavior.GETS_TO_IT)

    def is_called(self) -> None:
        """Staff called about it, and have sent a link."""
        self.called = True
        if self.habits.acts and self._chance.random() < behavior.HEEDS_A_CALL:
            if self.record and self.published != "right":
                self._later(behavior.MENDS_RECORD, self._publish)
            self._open_later(behavior.GETS_TO_IT)

    # --- The link and the assistant ----------------------------------------------------------

    def _open_later(self, delay: Delay) -> None:
        if not self._planned:
            self._planned = True
            self._later(delay, self._open)

    def _open(self) -> None:
        self._planned = False
        if not self.link:
            return
        if not self._named:
            self._named = True
            self._browser.get(self.link)
            colleague = {"name": "Cleo", "email": f"cleo@{self.domain}", "address": self._invited}
            self._browser.post(f"{self.link}colleague/", colleague)
            return
        address = self._press_button()
        if address and not self._used_up:
            self._used_up = True
            for _ in range(10):
                self._walk(address, {"do": "open"})
                address = self._press_button() or address
        state = self._walk(address, {"do": "open"}) if address else None
        if state is None:
            self._ask_for_link()
            return
        self.opened_at = self.opened_at or clock.now()
        self.opened.add(self.link)
        self._work(address, state)

    def _press_button(self) -> str:
        """Follow the link; return the assistant's address, or nothing where it leads nowhere."""
        for _ in range(2):
            page = self._browser.get(self.link)
            assert page.status_code in (200, 404, 410), page.status_code
            answer = self._browser.post(self.link, {"address": self._invited})
            where = answer.headers.get("Location", "")
            if answer.status_code == 303 and where.startswith("http"):
                return where
        return ""

    def _ask_for_link(self) -> None:
        if self.live_at and not self.broken:
            return
        answer = self._browser.post("/new-link/", {"email": self._invited})
        assert answer.status_code == 302, answer.status_code

    def _work(self, address: str, state: dict[str, Any]) -> None:
        """Go on in the assistant as far as one gets today."""
        if self.live_at:
            self._maintain(address)
            return
        while True:
            step = state["step"]
            if step == self.habits.stops_at and not self._stopped:
                self._stopped = True
                return
            if step == "choose":
                done = self._walk(address, {"do": "choose", "strategy": self.habits.provider})
            elif step == "configure":
                done = self._configure(address)
            elif step == "domains":
                done = self._prove(address, state)
            elif step in ("enable", "finish", "provision"):
                done = self._walk(address, {"do": step})
            else:
                return
            if done is None:
                return
            if done["enabled"]:
                self._is_live()
            if step == "finish":
                return
            state = done

    def _configure(self, address: str) -> dict[str, Any] | None:
        days, options = self.habits.certificate_days, {}
        if self.configured_at:
            days = 1095
        if self.habits.provider in behavior.SIGNS:
            ends = clock.now() + timedelta(days=days)
            options["expires"] = ends.isoformat()
            self._breaks(ends, "certificate")
        elif self.habits.provider != "google-apps":
            ends = clock.now() + timedelta(days=self.habits.secret_days)
            self._breaks(ends, "client_secret_expired")
        mistake = "" if self.configured_at else self.habits.mistake
        self.broken, self.broken_since = mistake, clock.now() if mistake else None
        self.configured_at = self.configured_at or clock.now()
        return self._walk(address, {"do": "configure", "options": options})

    def _maintain(self, address: str) -> None:
        """Put in what is new: a certificate, a secret, a corrected address."""
        self._generation += 1
        if self._configure(address):
            self._walk(address, {"do": "finish"})
        self._at(clock.now() + 2 * _HOUR, self._sign_in_once)

    def _prove(self, address: str, state: dict[str, Any]) -> dict[str, Any] | None:
        if not state["domains"]:
            found = self._walk(address, {"do": "add_domain", "domain": self.domain})
            if found is None:
                return None
            state = found
        row = state["domains"][0]
        first = self.record is None
        self.record = row["verification_host"], row["verification_txt"]
        if self.published == "right":
            # Whoever published it did so for the record as it was then.
            self._publish()
            done = self._walk(address, {"do": "verify"})
            return done if done and done["step"] != "domains" else None
        if first and self.habits.record == "at once":
            self._at(clock.now() + _HOUR, self._publish)
            self._at(clock.now() + 2 * _HOUR, lambda: self._come_back(address))
        elif first and self.habits.record == "late":
            self._later(behavior.RECORD_LATE, self._publish)
        elif first and self.habits.record == "wrong name":
            self._at(clock.now() + _HOUR, self._publish_wrongly)
        return None

    def _come_back(self, address: str) -> None:
        state = self._walk(address, {"do": "verify"})
        if state and not self.live_at:
            self._work(address, state)

    # --- DNS ---------------------------------------------------------------------------------

    def _publish(self) -> None:
        assert self.record
        host, value = self.record
        self._sandbox.dns(host, value)
        self.published = "right"

    def _publish_wrongly(self) -> None:
        assert self.record
        host, value = self.record
        self._sandbox.dns(f"{host}.{self.domain}", value)
        self.published = "wrong"

    # --- People who sign in ------------------------------------------------------------------

    def _is_live(self) -> None:
        if self.live_at:
            return
        self.live_at = clock.now()
        self._at(
            office_hours(
                self.live_at
                + (behavior.FIRST_TRY if self.habits.tries else behavior.ROLL_OUT).draw(
                    self._chance
                ),
                weekends=self.habits.weekends,
            ),
            self._roll_out,
        )
        if self.habits.quiet_after:
            self._at(self.live_at + timedelta(days=self.habits.quiet_after), self._go_quiet)
        if self.habits.switched_after and self.habits.provider in behavior.SIGNS:
            self._breaks(self.live_at + timedelta(days=self.habits.switched_after), "certificate")

    def _roll_out(self) -> None:
        if not self._tries_planned:
            self._tries_planned = True
            self._sign_in()

    def _try_soon(self, delay: Delay) -> None:
        if not self._tries_planned:
            self._tries_planned = True
            self._later(delay, self._sign_in)

    def _breaks(self, at: datetime, outcome: str) -> None:
        generation = self._generation

        def happen() -> None:
            # Replaced in time?
            if generation == self._generation and not self.broken:
                self.broken, self.broken_since = outcome, clock.now()
                if self.in_use_at:
                    self._at(clock.now() + 3 * _HOUR, self._try_again)

        self._at(at, happen)

    def _go_quiet(self) -> None:
        self.quiet = True

    def _sign_in(self) -> None:
        if self.quiet:
            return
        if self.broken and not self.in_use_at:
            self._try_again()
        else:
            self._sign_in_once()
        again = clock.now() + timedelta(days=self._chance.uniform(*behavior.USES_AGAIN))
        self._at(office_hours(again, weekends=self.habits.weekends), self._sign_in)

    def _try_again(self) -> None:
        """Nobody gets in: they try each working day."""
        self._sign_in_once()
        if self.broken and not self.quiet:
            again = clock.now() + timedelta(days=1)
            self._at(office_hours(again, weekends=self.habits.weekends), self._try_again)

    def _sign_in_once(self) -> None:
        if self.quiet or not self.live_at:
            return
        name = Connection.objects.values_list("name", flat=True).get(pk=self.connection_pk)
        people = {"people": behavior.COLLEAGUES, "count": behavior.COLLEAGUES}
        outcome = self.broken or "success"
        self._sandbox.post("/sign-ins", {"connection": name, "outcome": outcome, **people})
        if not self.broken:
            self.in_use_at = self.in_use_at or clock.now()

    # --- Helpers -----------------------------------------------------------------------------

    def _later(self, delay: Delay, act: Callable[[], None]) -> None:
        at = clock.now() + delay.draw(self._chance)
        self._at(office_hours(at, weekends=self.habits.weekends), act)

    def _walk(self, address: str, step: dict[str, Any]) -> dict[str, Any] | None:
        """Do one step; return where the assistant stands, or None where it refuses."""
        answer = self._sandbox.try_post("/assistant", {"ticket": address, "steps": [step]})
        return answer["state"] if answer else None
