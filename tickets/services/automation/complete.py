"""A ticket has done its work: the setup behind it is finished.

Whoever loses a race gets WrongState, writes nothing and tries again next time.
"""

from django.db import transaction

from organizations.models import Connection, Domain
from organizations.services import connections
from organizations.services.lifecycle.locks import lock_connection
from organizations.stages import SERVING
from portal.actor import Actor
from tickets.models import Link, Message, Ticket
from tickets.services.lifecycle.links import end_links
from tickets.services.lifecycle.move import move
from tickets.services.lifecycle.retire import retire
from tickets.states import ACTIVE, OPENABLE, State
from tickets.verbs import Verb

from .expiry_tickets import is_renewed, is_replaced
from .failing_sign_ins import is_mended
from .recipients import queue_to_all
from .run import AUTOMATION, run_due_steps


def complete(ticket: Ticket, *, by: Actor) -> None:
    """Move an issued or opened ticket to completed and end its link. Raises WrongState."""
    with transaction.atomic():
        move(ticket, State.COMPLETED, by=by, verb=Verb.TICKET_COMPLETE)
        end_links(ticket.link.everyones(), Link.Ended.COMPLETED)


def run_automation(connection: Connection) -> None:
    """Bring the connection's tickets in line with where it stands, and do what is due.

    When a connection went live, the ticket it was waiting for is completed, the links to it end
    and the recipient is notified. A ticket issued for a connection that was live already is
    completed when what it was about is done. Twice is harmless; call it outside transactions.
    """
    run_due_steps(connection)
    connection.refresh_from_db()
    if connection.stage in SERVING:
        _complete_live(connection)


def _complete_live(connection: Connection) -> None:
    before = {"created_at__lte": connection.serving_since or connection.stage_since}
    tickets = connection.tickets.filter(**before).select_related(
        "connection__customer", "link__contact", "created_by"
    )
    with transaction.atomic():
        lock_connection(connection)
        for ticket in tickets.filter(state__in=ACTIVE):
            _finish(ticket)
        end_links(connection.links.filter(**before), Link.Ended.COMPLETED)
        # The newest one that led here: completed, or its session ended and the rest was done
        # without the customer.
        last = tickets.filter(state__in=(State.COMPLETED, State.EXPIRED)).order_by("pk").last()
        if last:
            queue_to_all(Message.Kind.LIVE, last, key=f"live:{connection.pk}")
        _finish_edit(connection)


def _finish_edit(connection: Connection) -> None:
    # A newer link ends those before it: at most one is open, and those beside it.
    link = connection.links.filter(ended="", main=None).first()
    done = (is_renewed, is_replaced, is_mended, _is_verified, _is_finished)
    if link is None or not any(is_done(link) for is_done in done):
        return
    if is_replaced(link):
        connections.forget_secret_expiry(connection, by=AUTOMATION)
    for ticket in link.tickets.filter(state__in=OPENABLE):
        complete(ticket, by=AUTOMATION)
    end_links(link.everyones(), Link.Ended.COMPLETED)


def _is_verified(link: Link) -> bool:
    """Answer whether the domains that a link is about are verified, or were taken out."""
    first = link.tickets.order_by("pk").first()
    names = first.parsed.pending_domains if first else ()
    pending = link.connection.domains.filter(state=Domain.State.PENDING)
    return bool(names) and not pending.filter(name__in=names).exists()


def _is_finished(link: Link) -> bool:
    """Answer whether the customer finished an edit that staff asked for.

    Nothing else tells: what they changed, and whether they changed anything, is theirs to say.
    """
    first = link.tickets.order_by("pk").first()
    opened = link.tickets.filter(state=State.OPENED).first()
    if first is None or opened is None or first.cause or first.parsed.pending_domains:
        return False
    finished_at = link.connection.assistant_finished_at
    return bool(finished_at and opened.opened_at and finished_at >= opened.opened_at)


def _finish(ticket: Ticket) -> None:
    if ticket.state in OPENABLE:
        complete(ticket, by=AUTOMATION)
        return
    reason = "The connection went live before the ticket was issued."
    retire(
        ticket,
        State.REVOKED,
        by=AUTOMATION,
        verb=Verb.TICKET_REVOKE,
        details={"reason": reason},
        revoke_reason=reason,
    )
