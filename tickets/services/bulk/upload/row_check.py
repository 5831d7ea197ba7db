"""What the check of a row finds: what can be done for its customer, or why nothing can."""

from dataclasses import dataclass, field

from tickets.models import JobRow
from tickets.remarks import Remark

# In the place of a key or id: what is chosen is made first.
NEW = "new"


@dataclass(frozen=True, slots=True)
class RowCheck:
    """`choices` are {"value", "label"}; an empty `choice` has a person choose.

    `organization` is the one that the customer of a ticket is mapped to first, or NEW.
    """

    choices: list[dict[str, str]]
    choice: str
    warnings: list[Remark] = field(default_factory=list)
    organization: str = ""
    organization_name: str = ""


class Refused(Exception):
    """Nothing can be done for this row as things stand; says why, and what to do."""

    def __init__(
        self, problem: str, remedy: str = "", *, state: JobRow.State = JobRow.State.WRONG
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.state = state
