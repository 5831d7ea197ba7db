"""Take a ticket back: its link is dead at once, Auth0 follows."""

from django.db import transaction

from organizations.services.lifecycle.locks import lock_connection
from portal.actor import Actor
from portal.auth0.ticket_request import Problem
from tickets.errors import InvalidRequest, WrongState
from tickets.models import Link, Ticket
from tickets.states import ACTIVE, State
from tickets.verbs import Verb

from .links import end_links
from .move import record
from .retire import retire

LONGEST_REASON = 255


def revoke(ticket: Ticket, *, by: Actor, reason: str) -> None:
    """End a ticket and its link for good; a ticket that ran out has its link ended.

    Raises InvalidRequest without a reason, WrongState when both have ended already.
    """
    reason = checked_reason(reason)
    with transaction.atomic():
        lock_connection(ticket.connection)
        # Opened at this moment, perhaps: that must not stop it from being revoked.
        ticket.refresh_from_db(fields=["state", "url"])
        if ticket.state in ACTIVE:
            retire(
                ticket,
                State.REVOKED,
                by=by,
                verb=Verb.TICKET_REVOKE,
                details={"reason": reason},
                revoke_reason=reason,
            )
        elif Link.objects.filter(pk=ticket.link_id, ended="").exists():
            Ticket.objects.filter(pk=ticket.pk).update(revoke_reason=reason)
            record(ticket, Verb.LINK_REVOKE, by=by, reason=reason)
        else:
            raise WrongState(f"Ticket {ticket.pk} and its link have already ended.")
        end_links(ticket.connection.links.all(), Link.Ended.REVOKED)
    ticket.refresh_from_db()


def checked_reason(reason: str) -> str:
    """Return why something is revoked as it is kept. Raises InvalidRequest without a reason."""
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise InvalidRequest(
            [Problem("reason", f"Enter a reason of up to {LONGEST_REASON} characters.")]
        )
    return reason
