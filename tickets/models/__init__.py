"""What: presets, tickets, the links that lead to them, messages, openings, attempts."""

from .attempt import Attempt
from .inventory import Inventory
from .link import Link
from .message import Message
from .opening import Opening
from .preset import Preset
from .ticket import Ticket

__all__ = ["Attempt", "Inventory", "Link", "Message", "Opening", "Preset", "Ticket"]
