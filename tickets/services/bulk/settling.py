"""Write down what became of a row, by conditional UPDATE: who comes second changes nothing."""

from portal import clock
from tickets.models import Job, JobRow, Ticket
from tickets.states import ENDED

State = JobRow.State
_ENDS = (State.DONE, State.FAILED, State.CANCELLED)


def settle(row: JobRow, to: JobRow.State, **changes: object) -> None:
    """Move a row from the state it was read in. Raises IntegrityError where a rule is broken."""
    # What was wrong before is over.
    values = {
        "problem": "",
        "remedy": "",
        **changes,
        "state": to,
        "due_at": None,
        "attempts_made": 0,
    }
    if to in _ENDS:
        values["settled_at"] = clock.now()
    if to == State.DONE:
        # What the file said about people stands in their own rows now.
        chosen = [one for one in row.choices if one["value"] == row.choice]
        values |= {"cells": {}, "choices": chosen}
    # What was done counts as done, though the job was cancelled meanwhile.
    was = {row.state, State.CANCELLED} if to == State.DONE else {row.state}
    JobRow.objects.filter(pk=row.pk, state__in=was).update(**values)


def settle_tickets(job: Job) -> None:
    """Take over what became of the tickets that rows of a job asked for."""
    for row in job.rows.filter(state=State.ISSUING).select_related("ticket"):
        ticket = row.ticket
        if ticket is None:
            settle(row, State.FAILED, problem="The ticket was deleted.")
        elif ticket.issued_at or ticket.held:
            settle(row, State.DONE)
        elif ticket.state in ENDED:
            settle(row, State.FAILED, **_why(ticket))


def _why(ticket: Ticket) -> dict[str, str]:
    if ticket.problem:
        return {"problem": ticket.problem, "remedy": ticket.remedy}
    return {
        "problem": f"The ticket was {ticket.get_state_display().lower()} outside this job.",
        "remedy": "Review the ticket, and issue another one if it's still needed.",
    }
