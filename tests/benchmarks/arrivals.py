"""How long what the portal does by itself takes, once for each new customer."""

import time
from datetime import datetime, timedelta

from organizations.services.domains.lookups import pause
from portal import clock
from tests.benchmarks.setups import Setups
from tickets.demo.company import PROVEN, STANDARD
from tickets.models import Message

# Seconds between two readings of a tenant's log.
_TURN = 60
# For a look-up that had begun.
_IN_FLIGHT = 3


def invitations(setups: Setups, times: int) -> list[float]:
    """From the click on “send” to the first mail."""
    took = []
    for _ in range(times):
        ticket, since = setups.ask(STANDARD)
        took.append(_seconds(since, setups.mailed(ticket.connection, Message.Kind.INVITATION)))
    return took


def finished(setups: Setups, times: int) -> list[float]:
    """From the last click in Auth0's assistant to the mail that says so.

    The clicks are spread over a turn of the log's polling.
    """
    begun = []
    for ticket in setups.configured(STANDARD, times):
        begun.append((ticket, setups.finish(ticket)))
        time.sleep(_TURN / times)
    return [
        _seconds(since, setups.mailed(ticket.connection, Message.Kind.LIVE))
        for ticket, since in begun
    ]


def visible(setups: Setups, times: int, lookups: int) -> list[float]:
    """From a record's appearance, any time between two look-ups, to the follow-up.

    Of the pause between the look-ups, the first customer's record misses a tenth, the last
    customer's nearly all.
    """
    tickets = setups.configured(PROVEN, times)
    setups.end_session(tickets)
    pauses = [pause(lookups) * (number + 0.5) / times for number in range(times)]
    for ticket, until_next in zip(tickets, pauses, strict=True):
        ticket.connection.domains.update(lookups=lookups, lookup_due_at=clock.now() + until_next)
    time.sleep(_IN_FLIGHT)
    since = clock.now()
    for ticket in tickets:
        setups.publish(ticket.connection.domains.get())
    took = []
    for ticket, until_next in zip(tickets, pauses, strict=True):
        if since + until_next > clock.now():
            setups.sandbox.advance(_seconds(clock.now(), since + until_next))
        took.append(_seconds(since, setups.mailed(ticket.connection, Message.Kind.FOLLOW_UP)))
    return took


def _seconds(since: datetime, until: datetime) -> float:
    return (until - since) / timedelta(seconds=1)
