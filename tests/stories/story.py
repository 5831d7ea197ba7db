"""The words in which a customer's story is told: who does what, when, and what came of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.processes import Stack
from tests.stories import office, rows, turns
from tests.stories.person import Person
from tests.stories.product import Product

# Presets beside those of the demo.
OPTIONAL, ENABLED_BY_US = "Domains if they like", "Proven domains, enabled by us"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MOMENT = re.compile(r"(?:week (\d+) )?(\w{3}) (\d\d)h")

CONFIGURE = {"do": "configure"}
VERIFY = {"do": "verify"}
ENABLE = {"do": "enable"}
FINISH = {"do": "finish"}


def choose(provider: str) -> dict[str, Any]:
    return {"do": "choose", "strategy": provider}


@dataclass(frozen=True)
class Told:
    """All that came of a story.

    `mails` were handed to the mail server; `tickets` are in the order in which they were asked
    for, with their end; `asked` is why the portal called for a person; `staff` is what staff did.
    """

    mails: list[str]
    tickets: list[str]
    stages: list[str]
    asked: list[str]
    staff: list[str]


class Story:
    """One customer with its people, from Monday of the first week at nine."""

    def __init__(
        self,
        stack: Stack,
        product: Product,
        name: str,
        people: list[str],
        *,
        keeps_trail: bool,
        sign_up: Callable[[str, str], int] | None,
    ) -> None:
        self.stack = stack
        self.product = product
        self.keeps_trail = keeps_trail
        self.domain = f"{name.lower().replace(' ', '-')}.example"
        self._monday = self._go_to_monday()
        # A company's domain is in DNS before it proves anything.
        stack.sandbox.dns(self.domain, "v=spf1 -all")
        self.customer = (
            sign_up(name, self.domain)
            if sign_up
            else product.do(office.sign_up, name, self.domain, people)
        )
        self.people: dict[str, Person] = {}

    # --- What happens -----------------------------------------------------------------------

    def prefers(self, person: str, language: str) -> None:
        """Staff know in which language somebody reads."""
        self.product.do(office.prefer, self.customer, person, language)

    def invite(self, person: str, preset: str, **others: str) -> Person:
        """Staff issue a ticket, to `others` as well, each in a role; all have the mail afterwards.

        Returns the first.
        """
        self.product.do(office.issue, self.customer, preset, person, **others)
        self.rest()
        return self.person(person)

    def end_link(self, person: str, reason: str) -> None:
        """Staff end the link of one of several, and of nobody else."""
        self.product.do(office.end_link, self.customer, person, reason)
        self.rest()

    def change_recipient(self, person: str) -> Person:
        """Staff send the link to another contact instead."""
        self.product.do(office.change_recipient, self.customer, person)
        self.rest()
        return self.person(person)

    def accept_colleague(self) -> None:
        """Staff send the link to whom its recipient named."""
        self.product.do(office.accept_colleague, self.customer)
        self.rest()

    def person(self, name: str, domain: str = "") -> Person:
        """Somebody at the customer, or elsewhere, whom staff need not know."""
        email = f"{name}@{domain or self.domain}"
        if email not in self.people:
            self.people[email] = Person(self, email)
        return self.people[email]

    def until(self, moment: str) -> None:
        """Let time pass ("Tue 10h", "week 2 Fri 10h"), the portal at work whenever it has to be."""
        goal = self._at(moment)
        now = self.rest()
        while now < goal:
            due = self.product.do(turns.next_due, self.customer, after=now)
            stop = min(goal, due) if due else goal
            # The second after: nobody is woken early.
            self.stack.sandbox.advance((stop - now).total_seconds() + 1)
            now = self.rest()

    def rest(self) -> datetime:
        """Let the portal do what is due; return until when it has done everything.

        Then the audit trail is gone, in the middle of every story that doesn't tell of it.
        """
        now = self.product.do(turns.rest)
        if not self.keeps_trail:
            self.product.do(rows.take_trail)
        return now

    def publish_record(self, *, at: str = "{host}") -> None:
        """Whoever runs the DNS sets the TXT record, at its name or at another one."""
        for host, value in self.product.do(office.records, self.customer).items():
            self.stack.sandbox.dns(at.format(host=host, domain=self.domain), value)
        self.rest()

    def somebody_signs_in(self) -> None:
        """Somebody of the customer gets in at one of the product's applications."""
        self.sign_in()

    def sign_in(self, **how: Any) -> None:
        """People of the customer sign in, or fail to, as `POST /_sandbox/sign-ins` takes it."""
        self.write_sign_ins(**how)
        self.search()

    def write_sign_ins(self, **how: Any) -> None:
        """The same, before any search of the log finds it."""
        name = self.product.do(office.connection_name, self.customer)
        self.stack.sandbox.post("/sign-ins", {"connection": name, **how})

    def search(self) -> None:
        """The next search of the log comes round."""
        self.product.do(turns.search_sign_ins, self.customer)
        self.rest()

    def page(self) -> str:
        """The address of the connection's page at the desk."""
        return self.stack.portal_url + self.product.do(office.page, self.customer)

    def opened_by(self) -> list[str]:
        """Who went into the assistant, as the portal knows it, in order."""
        return self.product.do(rows.opened_by, self.customer)

    def counted(self) -> dict[str, int]:
        """How many sign-ins of each outcome are counted."""
        return self.product.do(rows.count_sign_ins, self.customer)

    def host_prefix(self) -> str:
        """The name of the TXT record, without the zone."""
        [host] = self.product.do(office.records, self.customer)
        return host.removesuffix(f".{self.domain}")

    def configure(self, *, ends: str) -> dict[str, Any]:
        """The assistant's step with a signing certificate that ends at a moment."""
        return {"do": "configure", "options": {"expires": self._at(ends).isoformat()}}

    def bounce(self, person: Person) -> None:
        """The last mail to a person came back. Over SMTP no door tells, so the service is told."""
        message_id = f"<{person.mails()[-1]['MessageID']}>"
        self.product.do(rows.note_bounce, message_id, person.email)
        self.rest()

    # --- What came of it --------------------------------------------------------------------

    def told(self) -> Told:
        """Return what happened, once the portal, the mail server and Auth0 say the same."""
        self.rest()
        kept = self.product.do(rows.read_rows, self.customer)
        received = [(one["Subject"], one["To"][0]["Address"]) for one in self.mails()]
        # Of mails to several, workers send two at the same moment.
        assert sorted(received) == sorted((subject, to) for _, _, to, subject in kept.mails)
        at_auth0 = self._tickets_at_auth0()
        assert len(at_auth0) == len(kept.tickets)
        assert {one["id"] for one in at_auth0 if one["ticket"] == "revoked"} == kept.revoked
        return Told(
            mails=[
                f"{self._moment(at)} {kind} to {to.partition('@')[0]}"
                for at, kind, to, _ in kept.mails
            ],
            tickets=kept.tickets,
            stages=kept.stages,
            asked=kept.asked,
            staff=kept.staff,
        )

    def mails(self) -> list[dict[str, Any]]:
        """Every mail that people of this story received, oldest first."""
        return [
            mail
            for mail in self.stack.inbox.messages()
            if mail["To"][0]["Address"].endswith(f"@{self.domain}")
            or mail["To"][0]["Address"] in self.people
        ]

    def close(self) -> None:
        self.product.do(office.close, self.customer)
        self.rest()
        for person in self.people.values():
            person.close()

    def _tickets_at_auth0(self) -> list[dict[str, Any]]:
        prefix = self.domain.partition(".")[0]
        tickets = self.stack.sandbox.state()["tickets"]
        return [one for one in tickets if one["connection_name"].startswith(prefix)]

    def _go_to_monday(self) -> datetime:
        now = self.rest()
        nine = now.replace(hour=9, minute=0, second=0, microsecond=0)
        monday = nine + timedelta(days=7 - now.weekday())
        self.stack.sandbox.advance((monday - now).total_seconds())
        self.rest()
        return monday.replace(hour=0)

    def _at(self, moment: str) -> datetime:
        found = _MOMENT.fullmatch(moment)
        assert found, moment
        week, day, hour = found.groups()
        days = 7 * (int(week or 1) - 1) + DAYS.index(day)
        return self._monday + timedelta(days=days, hours=int(hour))

    def _moment(self, at: datetime) -> str:
        week = (at - self._monday).days // 7 + 1
        at = at.astimezone(UTC)
        return f"{f'week {week} ' if week > 1 else ''}{DAYS[at.weekday()]} {at:%H}h"
