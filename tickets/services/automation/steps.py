"""What the portal will do about a connection by itself: planned from the rows, never stored."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tickets.models import Automation, Message


class Do(StrEnum):
    """MAIL to recipients, issue an edit TICKET, ENABLE the connection, ASK staff."""

    MAIL = "mail"
    TICKET = "ticket"
    ENABLE = "enable"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is due `at` (aware, UTC).

    `key` names its reason: nothing is done twice for the same. `kind` is the mail it leads to.
    `until`: from then on it is too late. `to`: the links of those who are mailed. `detail` and
    `remedy` are what ASK says to staff.
    """

    do: Do
    at: datetime
    key: str
    kind: Message.Kind | None = None
    until: datetime | None = None
    to: tuple[UUID, ...] = ()
    detail: str = ""
    remedy: str = ""

    @property
    def planned_step(self) -> str:
        """What will happen, as its automation notes it."""
        return str(self.kind or Automation.Planned(self.do))

    @property
    def label(self) -> str:
        """What will happen, for staff."""
        return str((self.kind or Automation.Planned(self.do)).label)
