"""What a customer sees of their own setup: where it stands, whose turn it is, what comes next.

In the reader's words and language; staff have tickets.progress and the stages for themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from organizations.models import Connection, Domain, Stage, Verification
from organizations.stages import ROAD
from portal import clock
from tickets import services, whose_turn
from tickets.models import Link, Message, Ticket
from tickets.progress import CURRENT, DONE, PROBLEM, TODO, Step
from tickets.services.messages import record_url
from tickets.services.reminders import KINDS
from tickets.services.standing import newest, standing
from tickets.services.steps import Do
from tickets.services.waiting import waited_for
from tickets.states import State

_OF_DOMAINS = frozenset({Stage.DOMAIN_PENDING, Stage.DOMAIN_VERIFIED})


@dataclass(frozen=True)
class Coming:
    """Something that happens by itself `at` (aware, UTC)."""

    text: str
    at: datetime


@dataclass(frozen=True)
class Overview:
    """`domains` are those whose records are still to be set; `record_url` shows them alone."""

    steps: list[Step]
    turn: whose_turn.Turn
    domains: list[Domain]
    record_url: str
    coming: list[Coming]


def of(link: Link) -> Overview:
    """Return what the holder of a good link may know. Reads rows only."""
    connection, ticket = link.connection, newest(link)
    domains = waited_for(connection)
    return Overview(
        steps=steps(connection),
        turn=whose_turn.turn(ticket, standing(link), domains),
        domains=domains,
        record_url=record_url(connection) if domains else "",
        coming=sorted(_coming(link, ticket, domains), key=lambda one: one.at),
    )


def steps(connection: Connection) -> list[Step]:
    """Return the way to a working sign-in; the domain is on it only where it must be proven."""
    stage = Stage(connection.stage)
    way = [
        (_("Open the setup"), Stage.OPENED),
        (_("Connect your identity provider"), Stage.CONFIGURED),
    ]
    if connection.verification == Verification.REQUIRED or stage in _OF_DOMAINS:
        way.append((_("Prove that your domain is yours"), Stage.DOMAIN_VERIFIED))
    way.append((_("Switch it on"), Stage.LIVE))
    if stage not in ROAD:
        off = _("Deleted since") if stage == Stage.GONE else _("Switched off since")
        done = [Step(label, DONE) for label, _reached in way[:-1]]
        return [*done, Step(way[-1][0], PROBLEM, note=off, at=connection.stage_since)]
    reached = [ROAD.index(stage) >= ROAD.index(until) for _label, until in way]
    now = reached.index(False) if False in reached else len(way)
    return [
        Step(label, DONE if number < now else CURRENT if number == now else TODO)
        for number, (label, _until) in enumerate(way)
    ]


def _coming(link: Link, ticket: Ticket, domains: list[Domain]) -> Iterator[Coming]:
    due = [domain.lookup_due_at for domain in domains if domain.lookup_due_at]
    if due:
        yield Coming(_("We look in your DNS again."), max(min(due), clock.now()))
    if ticket.state == State.OPENED and ticket.session_ends_at:
        yield Coming(
            _("Your session at the setup ends. Come back here to go on."), ticket.session_ends_at
        )
    reminded = False
    for step in services.upcoming(link.connection):
        reminds = step.kind in KINDS
        if text := "" if reminds and reminded else _text(step.do, step.kind):
            yield Coming(text, step.at)
        reminded = reminded or reminds
    yield Coming(_("This link ends. You can then ask for a new one."), link.expires_at)


def _text(do: Do, kind: Message.Kind | None) -> str:
    match do, kind:
        case (Do.MAIL, Message.Kind.LINK_ENDED):
            return ""  # said of the link itself
        case (Do.MAIL, Message.Kind.RECORD):
            return _("We write to you, if the record is not right by then.")
        case (Do.MAIL, _):
            return _("We remind you by mail.")
        case (Do.TICKET, Message.Kind.FOLLOW_UP):
            return _("We mail you a link for the last steps.")
        case (Do.TICKET, Message.Kind.CERTIFICATE):
            return _("We mail you a link to put in a new certificate.")
        case (Do.TICKET, _):
            return _("We mail you a link to make a new provisioning token.")
        case (Do.ENABLE, _):
            return _("We switch the connection on.")
        case _:
            return _("Somebody at %(company)s takes a look.") % {"company": settings.COMPANY_NAME}
