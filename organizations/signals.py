"""What this app tells those above it, which it does not know."""

from typing import TypedDict

from django.dispatch import Signal

# A customer is about to be archived (`customer`), inside the transaction. A receiver raises InUse
# while something of theirs must not be left to itself.
archiving = Signal()


class MergedRows(TypedDict):
    """The part of `rows` that receivers read and write: keys, with their former contact."""

    connections: list[int]
    contacts: list[int]
    same_contacts: list[tuple[int, int]]
    links: list[tuple[int, list[str]]]
    messages: list[tuple[int, list[str]]]


# A customer (`customer`) is merged into another one (`into`), or that is undone, inside the
# transaction, after what belongs to this app has moved. Receivers move what they keep, note its
# keys in `rows` (JSON) when merging and read them there when undoing, or raise InUse.
merging = Signal()
unmerging = Signal()

# A connection moved to another stage (`connection`, `to`, `at`), inside the transaction, after its
# row was written. Receivers write what they keep of it.
stage_moved = Signal()

# The audit trail got a line about a connection (`connection`, `by`, `at`), inside the transaction.
recorded = Signal()
