"""What this app tells those above it, which it does not know."""

from django.dispatch import Signal

# A customer is about to be archived (`customer`), inside the transaction. A receiver raises InUse
# while something of theirs must not be left to itself.
archiving = Signal()
