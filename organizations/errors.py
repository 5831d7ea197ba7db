"""What the services here refuse, in the user's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from organizations.models import Customer


class Rejected(Exception):
    """Something has to be changed first; `field` names the form field it is about, if one is."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Taken(Rejected):
    """Somebody else has it. `holder` is the customer, where it is one."""

    def __init__(self, message: str, *, field: str = "", holder: Customer | None = None) -> None:
        super().__init__(message, field=field)
        self.holder = holder


class InUse(Rejected):
    """It cannot go while something depends on it."""
