"""After a connection went live: ask who set it up to try it, or say that somebody has."""

from datetime import timedelta

from organizations.models import Connection, Stage
from portal import clock
from tickets.models import Link, Message, Policy, Ticket
from tickets.services.presets.quiet_hours import after_quiet

from .recipients import people, reached_by_link
from .steps import Do, Step

# Who has not tried by then is not asked: staff see that the connection isn't used.
_LATE = timedelta(days=30)
# Later it is no news that somebody has.
_NEWS = timedelta(days=3)
# The log was searched so recently that "nobody" is a fact.
_KNOWN = timedelta(hours=2)


def asks_to_try(connection: Connection, ticket: Ticket | None, policy: Policy) -> list[Step]:
    """Return the one mail that asks the recipients of the newest ticket to sign in."""
    since = connection.serving_since
    if ticket is None or since is None or not is_wanted(connection, ticket.link, policy):
        return []
    reached = tuple(link.pk for link in people(ticket) if reached_by_link(link))
    if not reached:
        return []
    key = f"{Message.Kind.UNUSED}:{connection.pk}"
    if connection.messages.filter(key=key).exists():
        return []
    due = max(since + timedelta(days=policy.unused_days), clock.now())
    at, until = after_quiet(due, policy, connection.customer.time_zone), since + _LATE
    return [Step(Do.MAIL, at, key, Message.Kind.UNUSED, until, to=reached)] if at < until else []


def tells_of_first(connection: Connection, ticket: Ticket | None, policy: Policy) -> list[Step]:
    """Return the one mail that says that somebody has signed in, where the policy wants it."""
    first = connection.first_sign_in_at
    if ticket is None or first is None or not is_news(connection, ticket.link, policy):
        return []
    reached = tuple(link.pk for link in people(ticket) if reached_by_link(link))
    if not reached:
        return []
    key = f"{Message.Kind.FIRST_SIGN_IN}:{connection.pk}"
    if connection.messages.filter(key=key).exists():
        return []
    at, until = after_quiet(clock.now(), policy, connection.customer.time_zone), first + _NEWS
    step = Step(Do.MAIL, at, key, Message.Kind.FIRST_SIGN_IN, until, to=reached)
    return [step] if at < until else []


def is_news(connection: Connection, link: Link, policy: Policy) -> bool:
    """Answer whether somebody has signed in, and who holds the link may know."""
    used = connection.stage == Stage.IN_USE and connection.first_sign_in_at is not None
    helps = link.ended in ("", Link.Ended.COMPLETED)
    return used and helps and policy.reminds and policy.mails_first_sign_in


def is_wanted(connection: Connection, link: Link, policy: Policy) -> bool:
    """Answer whether nobody has signed in as far as is known, and who holds the link may know."""
    unused = connection.stage == Stage.LIVE and connection.first_sign_in_at is None
    # The page that helps is behind the link.
    helps = link.ended in ("", Link.Ended.COMPLETED)
    return unused and helps and policy.reminds and policy.unused_days > 0


def must_look_first(step: Step, connection: Connection) -> bool:
    """Answer whether the log has to be searched before a step may say that nobody signed in."""
    read_to = connection.sign_ins_read_to
    return step.kind == Message.Kind.UNUSED and (read_to is None or read_to < clock.now() - _KNOWN)
