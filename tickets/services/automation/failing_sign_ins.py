"""After a connection went live: nobody gets in, and the customer can mend it.

Told once a reason, with the remedy and an edit link, and again only after it had worked in
between; and who was told is told when it works again.
"""

from datetime import datetime, timedelta

from organizations.failures import Owner, Scope
from organizations.models import Connection, SignInTrouble
from organizations.services import sign_ins
from organizations.services.failures import explain_line
from organizations.stages import SERVING
from portal import clock
from tickets.models import Link, Message, Policy, Ticket
from tickets.services.mail.failure import cause_of, newest_trouble, trouble_of
from tickets.services.presets.quiet_hours import after_quiet
from tickets.services.requests.draft import Draft

from .expiry_tickets import edit_draft, free_from, may_be_mailed
from .recipients import BESIDE, people, reached_by_link
from .steps import Do, Step

# Who is just trying it out sees it fail, and mends it, without a mail.
_TRYING = timedelta(minutes=30)
# Nobody has tried for so long that it may be mended.
_LATE = timedelta(days=3)
# The log was searched so recently that "nobody" is a fact.
_KNOWN = timedelta(minutes=30)
# What a policy allows in all, it allows in this time; and two reasons on one day are one call.
_SPAN, _PAUSE = timedelta(days=30), timedelta(days=1)
# Where not every kind of failure tells whom it hits, so many people do.
_MANY = 3
_SENT = (Message.State.SENT, Message.State.DELIVERED, Message.State.DEFERRED)


def steps(connection: Connection, ticket: Ticket | None, policy: Policy) -> list[Step]:
    """Return the edit ticket about what fails now, and the mail about what no longer does.

    `ticket` is the connection's newest.
    """
    if not policy.reminds or not policy.mails_failing:
        return []
    return [*_warnings(connection, ticket, policy), *_all_clears(connection, policy)]


def failing_draft(connection: Connection) -> Draft:
    """Return the edit ticket with which the contact mends it. Raises InvalidRequest as others."""
    return edit_draft(connection, Ticket.Reason.FAILING)


def must_look_first(step: Step, connection: Connection) -> bool:
    """Answer whether the log has to be searched before a step may say that nobody gets in."""
    if step.kind != Message.Kind.FAILING:
        return False
    trouble = newest_trouble(connection)
    looked = trouble.looked_at if trouble else None
    return looked is None or looked < clock.now() - _KNOWN


def is_lasting(link: Link) -> bool:
    """Answer whether what a link is to mend still fails."""
    trouble = trouble_of(link)
    return bool(trouble and trouble.over_at is None and link.connection.stage in SERVING)


def is_mended(link: Link) -> bool:
    """Answer whether what a link is to mend works again."""
    trouble = trouble_of(link)
    return bool(trouble and trouble.over_at)


def ticket_of(step: Step, connection: Connection) -> Ticket | None:
    """Return the ticket whose recipient a mail about a trouble that is over goes to."""
    return _ticket_about(int(step.key.partition(":")[2]), connection)


def _warnings(connection: Connection, ticket: Ticket | None, policy: Policy) -> list[Step]:
    trouble = newest_trouble(connection)
    if trouble is None or not _is_theirs(trouble):
        return []
    key = cause_of(trouble)
    made = _made(connection)
    if connection.tickets.filter(cause=key).exists() or len(made) >= policy.most_reminders:
        return []
    if not may_be_mailed(connection, ticket):
        return []
    begins = [trouble.changed_at + _TRYING, free_from(connection), clock.now()]
    at = max([*begins, *(one + _PAUSE for one in made[-1:])])
    at = after_quiet(at, policy, connection.customer.time_zone)
    until = trouble.last_at + _LATE
    return [Step(Do.TICKET, at, key, Message.Kind.FAILING, until)] if at < until else []


def _all_clears(connection: Connection, policy: Policy) -> list[Step]:
    trouble = connection.sign_in_troubles.exclude(over_at=None).order_by("over_at", "pk").last()
    if trouble is None or trouble.over_at is None:
        return []
    key, until = f"{Message.Kind.MENDED}:{trouble.pk}", trouble.over_at + _LATE
    ticket = _ticket_about(trouble.pk, connection)
    if ticket is None or connection.messages.filter(key=key).exists():
        return []
    told = connection.messages.filter(
        ticket=ticket, kind=Message.Kind.FAILING, state__in=_SENT
    ).values_list("link", flat=True)
    links = [link for link in people(ticket) if link.pk in told and reached_by_link(link)]
    at = after_quiet(clock.now(), policy, connection.customer.time_zone)
    if not links or at >= until or not _goes_well(trouble):
        return []
    to = tuple(link.pk for link in links)
    return [Step(Do.MAIL, at, key, Message.Kind.MENDED, until, to=to)]


def works_again(message: Message) -> bool:
    """Answer whether what a mail says is over has not begun again."""
    key = message.key.partition(":")[2].partition(BESIDE)[0]
    over = SignInTrouble.objects.filter(connection=message.connection_id).exclude(over_at=None)
    trouble = over.filter(pk=int(key)).first() if key.isdecimal() else None
    return bool(trouble and _goes_well(trouble))


def _ticket_about(trouble_pk: int, connection: Connection) -> Ticket | None:
    rows = connection.tickets.select_related("link__contact", "preset", "connection__customer")
    return rows.filter(cause=f"{Message.Kind.FAILING}:{trouble_pk}").first()


def _goes_well(trouble: SignInTrouble) -> bool:
    assert trouble.over_at  # noqa: S101 - asked about those that are over
    connection = trouble.connection
    again = sign_ins.failed_since(connection, trouble.outcome, trouble.over_at)
    return not again and connection.stage in SERVING


def _is_theirs(trouble: SignInTrouble) -> bool:
    """It hits everyone, and their identity provider's administrator can mend it."""
    found = explain_line(trouble.text, tenant=trouble.connection.tenant)
    everyone = found.scope == Scope.EVERYONE or trouble.people >= _MANY
    return everyone and found.owner == Owner.IDP_ADMIN


def _made(connection: Connection) -> list[datetime]:
    """When edit tickets about failing sign-ins were made of late, oldest first."""
    tickets = connection.tickets.filter(
        reason=Ticket.Reason.FAILING, cause__isnull=False, created_at__gt=clock.now() - _SPAN
    )
    return sorted(tickets.values_list("created_at", flat=True))
