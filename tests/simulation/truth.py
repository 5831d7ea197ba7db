"""What the portal said and what it left, held against what was so at that moment."""

from datetime import datetime, timedelta

from organizations.models import Attention, Connection, Domain
from portal import clock
from tests.simulation.customer import SimulatedCustomer
from tickets.models import Message
from tickets.states import OPENABLE

Kind = Message.Kind
# Longer than anything that the product waits for before it says something.
_PATIENCE = timedelta(days=35)
_FAILING_PATIENCE = timedelta(days=4)
_NOTICE = timedelta(days=30)
_SENT = (Message.State.SENT, Message.State.DELIVERED, Message.State.DEFERRED)


def untrue(message: Message, customer: SimulatedCustomer) -> str:
    """Return why a mail was no longer true when it was sent; nothing where it was."""
    live, used = customer.live_at, customer.in_use_at
    link = message.link
    wrong = ""
    match message.kind:
        case Kind.UNOPENED:
            wrong = "it was opened" if link and link.url in customer.opened else ""
        case Kind.HALF_WAY | Kind.LINK_ENDING | Kind.LINK_ENDED | Kind.FOLLOW_UP:
            wrong = "setup was finished" if live else ""
        case Kind.RECORD:
            wrong = "the record was correct" if customer.published == "right" else ""
        case Kind.UNUSED:
            wrong = "someone had signed in" if used else ""
        case Kind.FIRST_SIGN_IN:
            wrong = "" if used else "no one had signed in"
        case Kind.FAILING:
            wrong = "" if customer.broken else "sign-ins worked"
        case Kind.MENDED:
            wrong = "sign-ins failed" if customer.broken else ""
    if wrong:
        return wrong
    leads_on = {Kind.INVITATION, Kind.RENEWED, Kind.FOLLOW_UP, Kind.FAILING, Kind.CERTIFICATE}
    if message.kind in leads_on and link and (link.ended or link.expires_at <= clock.now()):
        return "its link had ended"
    return ""


def left(customer: SimulatedCustomer, ends: datetime) -> str:
    """Return what is wrong at a customer of which nobody was told in time; else nothing."""
    connection = Connection.objects.get(pk=customer.connection_pk)
    if customer.invited_at is None or ends - customer.invited_at < _PATIENCE:
        return ""
    if customer.broken and customer.live_at and customer.in_use_at and not customer.quiet:
        since = customer.broken_since
        assert since
        if ends - since > _FAILING_PATIENCE and not _was_told(connection, since):
            return f"sign-ins fail ({customer.broken}) since {since:%B %d}"
    if customer.in_use_at is None and not _was_told(connection, ends - _PATIENCE):
        if _was_told(connection, customer.invited_at) and not _goes_on(connection):
            return ""  # staff or customer know, and let it rest
        if not _goes_on(connection):
            return f"setup stopped at {connection.stage}"
    if customer.quiet and customer.in_use_at and connection.last_sign_in_at:
        since = connection.last_sign_in_at
        if ends - since > _PATIENCE + _NOTICE and not _was_told(connection, since):
            return f"no one signs in since {since:%B %d}"
    return ""


def _was_told(connection: Connection, since: datetime) -> bool:
    """Answer whether staff or the customer were told something about a setup since a moment."""
    waits = Attention.objects.filter(connection=connection, resolved_at=None).exists()
    asked = Attention.objects.filter(connection=connection, since__gte=since).exists()
    mailed = connection.messages.filter(
        kind__in=Message.UNASKED | {Kind.FOLLOW_UP}, sent_at__gte=since, state__in=_SENT
    ).exists()
    return waits or asked or mailed


def _goes_on(connection: Connection) -> bool:
    """Answer whether something is still to come by itself."""
    planned = connection.tickets.filter(state__in=OPENABLE).exists()
    looked_up = connection.domains.filter(
        state=Domain.State.PENDING, lookup_due_at__isnull=False
    ).exists()
    due = getattr(connection, "automation", None)
    return planned or looked_up or bool(due and due.due_at)
