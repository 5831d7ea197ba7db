"""What is held about one person at a customer: given to them, erased, and let go of in time."""

from .erase import Erased, erase
from .held import held_about
from .retention import let_go_due

__all__ = ["Erased", "erase", "held_about", "let_go_due"]
