"""The audit trail, and what of it other systems are told."""

from .counter import Counter
from .event import Event
from .public_event import PublicEvent
from .seal import Seal

__all__ = ["Counter", "Event", "PublicEvent", "Seal"]
