"""The one place where the state of a ticket changes."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from organizations.services import audit
from organizations.services.lifecycle.locks import lock_connection
from portal import clock
from portal.actor import Actor
from tickets.errors import WrongState
from tickets.models import Ticket
from tickets.states import ENDED, MOVES, State
from tickets.verbs import Verb


def move(
    ticket: Ticket,
    to: State,
    *,
    by: Actor,
    verb: Verb,
    details: Mapping[str, object] | None = None,
    **changes: object,
) -> None:
    """Move a ticket to a state, with other columns and its audit event in one transaction.

    `verb` and `details` are the event's words and data. Raises WrongState when the table of moves
    does not allow it, or when another process moved the ticket first; then nothing is written.
    """
    was = State(ticket.state)
    if to not in MOVES[was]:
        raise WrongState(
            f"Ticket {ticket.pk} is {was.label.lower()}, so it can't become {to.label.lower()}."
        )
    changes["state"] = to
    if to in ENDED:
        changes.setdefault("ended_at", clock.now())
    with transaction.atomic():
        lock_connection(ticket.connection)
        # Of two processes that try, one changes the row.
        if not Ticket.objects.filter(pk=ticket.pk, state=was).update(**changes):
            raise WrongState(f"Ticket {ticket.pk} was just changed. Refresh the page.")
        record(ticket, verb, by=by, **(details or {}))
    ticket.refresh_from_db(fields=list(changes))


def record(ticket: Ticket, verb: Verb, *, by: Actor, **details: object) -> None:
    """Append an event about a ticket to the audit trail; `details` hold no secret."""
    data: dict[str, Any] = details
    audit.record(verb, by=by, connection=ticket.connection, target=f"ticket:{ticket.pk}", **data)
