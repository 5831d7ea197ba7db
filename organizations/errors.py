"""What the services here refuse, in the user's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from organizations.models import Customer


class Rejected(Exception):
    """Something has to be changed first; `field` names the form field it is about, if one is."""

    # Whether it is about how things stand, and not about what was sent.
    is_conflict = False

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def faults(self) -> list[tuple[str, str]]:
        """Return each field that is wrong (a dotted path), with what to do."""
        return [(self.field, self.message)] if self.field else []


class Taken(Rejected):
    """Somebody else has it. `holder` is the customer, where it is one."""

    is_conflict = True

    def __init__(self, message: str, *, field: str = "", holder: Customer | None = None) -> None:
        super().__init__(message, field=field)
        self.holder = holder


class InUse(Rejected):
    """It cannot go while something depends on it."""

    is_conflict = True
