"""The life of a ticket: its states, and which moves are allowed.

queued → issued → opened → completed
every active state → expired, revoked, replaced; queued → failed
"""

from django.db.models import TextChoices


class State(TextChoices):
    QUEUED = "queued", "Queued"
    ISSUED = "issued", "Issued"
    OPENED = "opened", "Opened"
    COMPLETED = "completed", "Completed"
    EXPIRED = "expired", "Expired"
    REVOKED = "revoked", "Revoked"
    REPLACED = "replaced", "Replaced"
    FAILED = "failed", "Failed"


_ENDS = frozenset({State.EXPIRED, State.REVOKED, State.REPLACED})

MOVES: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.ISSUED, State.FAILED}) | _ENDS,
    State.ISSUED: frozenset({State.OPENED, State.COMPLETED}) | _ENDS,
    State.OPENED: frozenset({State.COMPLETED}) | _ENDS,
    State.COMPLETED: frozenset(),
    State.EXPIRED: frozenset(),
    State.REVOKED: frozenset(),
    State.REPLACED: frozenset(),
    State.FAILED: frozenset(),
}

# At most one ticket in these states per connection (a database constraint).
ACTIVE = frozenset({State.QUEUED, State.ISSUED, State.OPENED})
# The Auth0 ticket exists and may be opened.
OPENABLE = frozenset({State.ISSUED, State.OPENED})
ENDED = frozenset(State) - ACTIVE
