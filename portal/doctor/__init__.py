"""Is this installation well, part by part, and what to do where it isn't?"""

from .examining import Check, Finding, NotChecked, State, Trouble, examine

__all__ = ["Check", "Finding", "NotChecked", "State", "Trouble", "examine"]
