"""A ticket has done its work: the setup behind it is finished.

Whoever loses a race gets WrongState, writes nothing and looks again next time.
"""

from django.db import transaction

from organizations.models import Connection, Domain, Stage
from organizations.turns import take_turns
from portal.actor import Actor
from portal.auth0.events import Step
from tickets.models import Link, Message, Ticket
from tickets.states import LIVE, OPENABLE, State

from . import bodies, messages
from .after_live import is_renewed
from .links import end_links
from .move import move
from .pursue import FOLLOWER, pursue
from .retire import retire


def complete(ticket: Ticket, *, by: Actor) -> None:
    """Move an issued or opened ticket to completed and end its link. Raises WrongState."""
    with transaction.atomic():
        move(ticket, State.COMPLETED, by=by, verb="ticket:complete")
        end_links(Link.objects.filter(pk=ticket.link_id), Link.Ended.COMPLETED)


def carry(connection: Connection) -> None:
    """Bring the connection's tickets in line with where it stands, and do what is due.

    When a connection went live, the ticket it was waiting for is completed, the links to it end
    and the recipient is told. A ticket issued for a connection that was live already is completed
    when what it was about is done. Twice is harmless; call it outside transactions.
    """
    pursue(connection)
    connection.refresh_from_db()
    if connection.stage == Stage.LIVE:
        _carry_live(connection)


def _carry_live(connection: Connection) -> None:
    before = {"created_at__lte": connection.stage_since}
    tickets = connection.tickets.filter(**before).select_related(
        "connection__customer", "link__contact", "created_by"
    )
    with transaction.atomic():
        take_turns(connection)
        for ticket in tickets.filter(state__in=LIVE):
            _finish(ticket)
        end_links(connection.links.filter(**before), Link.Ended.COMPLETED)
        # The newest one that led here: completed, or its session ended and the rest was done
        # without the customer.
        last = tickets.filter(state__in=(State.COMPLETED, State.EXPIRED)).order_by("pk").last()
        if last:
            messages.queue(Message.Kind.LIVE, last, key=f"live:{connection.pk}")
        _finish_edit(connection)


def _finish_edit(connection: Connection) -> None:
    # A newer link ends those before it: at most one is open.
    link = connection.links.filter(ended="").first()
    if link is None or not (is_renewed(link) or _is_verified(link) or _is_finished(link)):
        return
    for ticket in link.tickets.filter(state__in=OPENABLE):
        complete(ticket, by=FOLLOWER)
    end_links(Link.objects.filter(pk=link.pk), Link.Ended.COMPLETED)


def _is_verified(link: Link) -> bool:
    """Answer whether the domains that a link is about are verified, or were taken out."""
    first = link.tickets.order_by("pk").first()
    names = bodies.pending(first.request) if first else []
    pending = link.connection.domains.filter(state=Domain.State.PENDING)
    return bool(names) and not pending.filter(name__in=names).exists()


def _is_finished(link: Link) -> bool:
    """Answer whether the customer finished an edit that staff asked for.

    Nothing else tells: what they changed, and whether they changed anything, is theirs to say.
    """
    first = link.tickets.order_by("pk").first()
    opened = link.tickets.filter(state=State.OPENED).first()
    if first is None or opened is None or first.cause or bodies.pending(first.request):
        return False
    ends = link.connection.events.filter(verb=f"assistant:{Step.FLOW_END}")
    return ends.filter(at__gte=opened.opened_at).exists()


def _finish(ticket: Ticket) -> None:
    if ticket.state in OPENABLE:
        complete(ticket, by=FOLLOWER)
        return
    reason = "The connection went live before the ticket was issued."
    retire(
        ticket,
        State.REVOKED,
        by=FOLLOWER,
        verb="ticket:revoke",
        told={"reason": reason},
        revoke_reason=reason,
    )
