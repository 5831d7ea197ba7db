"""What a customer sees of their own setup: where it stands, whose turn it is, what comes next.

In the reader's words and language; staff have tickets.display.progress and the stages.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from organizations.models import Connection, Domain, Stage, Verification
from organizations.services.connections.open_points import pending_with_record
from organizations.stages import ROAD
from portal import clock
from tickets.display.progress import CURRENT, DONE, PROBLEM, TODO, Step
from tickets.models import Link, Message, Ticket
from tickets.services import automation
from tickets.services.automation.steps import Do
from tickets.services.links.status import link_status, newest
from tickets.services.mail.queue import beside, record_url
from tickets.states import State

from . import whose_turn

# Until what is due is looked up (portal.celery).
_SWEEP = timedelta(seconds=30)
_OF_DOMAINS = frozenset({Stage.DOMAIN_PENDING, Stage.DOMAIN_VERIFIED})


@dataclass(frozen=True)
class Scheduled:
    """Something that happens by itself `at` (aware, UTC)."""

    text: str
    at: datetime


@dataclass(frozen=True)
class Overview:
    """`domains` are those whose records are still to be set; `record_url` shows them alone.

    `beside` are the names of the others who can carry on.
    """

    steps: list[Step]
    turn: whose_turn.Turn
    domains: list[Domain]
    record_url: str
    scheduled: list[Scheduled]
    beside: list[str]


def of(link: Link) -> Overview:
    """Return what the holder of a good link may know. Reads rows only."""
    connection, ticket = link.connection, newest(link)
    domains = pending_with_record(connection)
    return Overview(
        steps=steps(connection),
        turn=whose_turn.turn(ticket, link_status(link, ticket), domains),
        domains=domains,
        record_url=record_url(connection) if domains else "",
        scheduled=sorted(_scheduled(link, ticket, domains), key=lambda one: one.at),
        beside=beside(link),
    )


def about_dns(link: Link, domains: list[Domain]) -> Overview:
    """Return what who is there for DNS only may know: the records, and whether DNS has them."""
    if all(domain.lookup == Domain.Lookup.RIGHT for domain in domains):
        told = whose_turn.Turn(
            whose_turn.Who.NOBODY, _("Your DNS is correct. There's nothing left for you to do.")
        )
    else:
        told = whose_turn.Turn(
            whose_turn.Who.DNS, _("Add what's shown below to your DNS. We'll detect it.")
        )
    return Overview(
        steps=[],
        turn=told,
        domains=domains,
        record_url=record_url(link.connection),
        scheduled=[],
        beside=[],
    )


def steps(connection: Connection) -> list[Step]:
    """Return the way to a working sign-in; the domain is on it only where it must be proven."""
    stage = Stage(connection.stage)
    way = [
        (_("Open the setup assistant"), Stage.OPENED),
        (_("Connect your identity provider"), Stage.CONFIGURED),
    ]
    if connection.verification == Verification.REQUIRED or stage in _OF_DOMAINS:
        way.append((_("Verify your domain"), Stage.DOMAIN_VERIFIED))
    way.append((_("Enable the connection"), Stage.LIVE))
    if stage not in ROAD:
        off = _("Connection deleted") if stage == Stage.GONE else _("Connection disabled")
        done = [Step(label, DONE) for label, _reached in way[:-1]]
        return [*done, Step(way[-1][0], PROBLEM, note=off, at=connection.stage_since)]
    if connection.first_sign_in_at:
        way.append((_("Your first colleague signed in"), Stage.IN_USE))
    else:
        way.append((_("Your first colleague signs in"), Stage.IN_USE))
    reached = [ROAD.index(stage) >= ROAD.index(until) for _label, until in way]
    now = reached.index(False) if False in reached else len(way)
    return [
        Step(
            label,
            DONE if number < now else CURRENT if number == now else TODO,
            at=connection.first_sign_in_at if until == Stage.IN_USE else None,
        )
        for number, (label, until) in enumerate(way)
    ]


def _scheduled(link: Link, ticket: Ticket, domains: list[Domain]) -> Iterator[Scheduled]:
    due = [domain.lookup_due_at for domain in domains if domain.lookup_due_at]
    if due:
        # What is due is done by the next sweep, not before the page is read.
        yield Scheduled(_("We'll check your DNS again."), max(min(due), clock.now() + _SWEEP))
    if ticket.state == State.OPENED and ticket.session_ends_at:
        yield Scheduled(
            _("Your setup session will end. Come back to this page to continue."),
            ticket.session_ends_at,
        )
    reminded = False
    for step in automation.planned_steps(link.connection):
        reminds = step.kind in Message.REMINDERS
        if text := "" if reminds and reminded else _text(step.do, step.kind):
            yield Scheduled(text, step.at)
        reminded = reminded or reminds
    yield Scheduled(_("This link will expire. You can then get a new one."), link.expires_at)


def _text(do: Do, kind: Message.Kind | None) -> str:
    match do, kind:
        case (Do.MAIL, Message.Kind.LINK_ENDED):
            return ""  # said of the link itself
        case (Do.MAIL, Message.Kind.FIRST_SIGN_IN | Message.Kind.MENDED):
            return ""  # it says what the page says
        case (Do.MAIL, Message.Kind.RECORD):
            return _("We'll email you if your DNS isn't correct by then.")
        case (Do.MAIL, Message.Kind.UNUSED):
            return _("We'll email you if no one has signed in by then.")
        case (Do.MAIL, _):
            return _("We'll email you a reminder.")
        case (Do.TICKET, Message.Kind.FOLLOW_UP):
            return _("We'll email you a link for the last steps.")
        case (Do.TICKET, Message.Kind.CERTIFICATE):
            return _("We'll email you a link to upload a new certificate.")
        case (Do.TICKET, Message.Kind.SECRET):
            return _("We'll email you a link to enter a new client secret.")
        case (Do.TICKET, Message.Kind.FAILING):
            return _("We'll email you a link to fix the sign-ins.")
        case (Do.TICKET, _):
            return _("We'll email you a link to create a new provisioning token.")
        case (Do.ENABLE, _):
            return _("We'll enable the connection.")
        case _:
            return _("Someone at %(company)s will look into it.") % {
                "company": settings.COMPANY_NAME
            }
