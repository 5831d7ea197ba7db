"""What a look at a row finds: what can be done for its customer, or why nothing can."""

from dataclasses import dataclass, field
from typing import Any

from tickets.models import JobRow

# In the place of a key or id: what is chosen is made first.
NEW = "new"


@dataclass(frozen=True, slots=True)
class Sight:
    """`choices` are {"value", "label"}; an empty `choice` has a person choose."""

    choices: list[dict[str, Any]]
    choice: str
    warnings: list[str] = field(default_factory=list)


class Refused(Exception):
    """Nothing can be done for this row as things stand; says why, and what to do."""

    def __init__(
        self, problem: str, remedy: str = "", *, state: JobRow.State = JobRow.State.WRONG
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.state = state
