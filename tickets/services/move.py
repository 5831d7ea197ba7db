"""The one place where the state of a ticket changes."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from organizations import audit
from organizations.turns import take_turns
from portal import clock
from portal.actor import Actor
from tickets.models import Ticket
from tickets.states import ENDED, MOVES, State

from .errors import WrongState


def move(
    ticket: Ticket,
    to: State,
    *,
    by: Actor,
    verb: str,
    told: Mapping[str, Any] | None = None,
    **changes: Any,
) -> None:
    """Move a ticket to a state, with other columns and its audit event in one transaction.

    `verb` and `told` are the event's words and data. Raises WrongState when the table of moves
    does not allow it, or when another process moved the ticket first; then nothing is written.
    """
    was = State(ticket.state)
    if to not in MOVES[was]:
        raise WrongState(f"Ticket {ticket.pk} is {was.label.lower()}; it cannot become {to.value}.")
    changes["state"] = to
    if to in ENDED:
        changes.setdefault("ended_at", clock.now())
    with transaction.atomic():
        take_turns(ticket.connection)
        # Of two processes that try, one changes the row.
        if not Ticket.objects.filter(pk=ticket.pk, state=was).update(**changes):
            raise WrongState(f"Ticket {ticket.pk} was just changed by someone else. Look again.")
        record(ticket, verb, by=by, **(told or {}))
    ticket.refresh_from_db(fields=list(changes))


def record(ticket: Ticket, verb: str, *, by: Actor, **told: Any) -> None:
    """Append an event about a ticket to the audit trail; `told` holds no secret."""
    audit.record(verb, by=by, connection=ticket.connection, target=f"ticket:{ticket.pk}", **told)
