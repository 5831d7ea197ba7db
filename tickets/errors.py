"""Why a service did not do what it was asked, in the user's words.

TicketError
├── InvalidRequest   Auth0 would refuse the request: .problems name field and remedy
├── WrongState       the ticket stands elsewhere (somebody else may have moved it)
└── LinkClosed       the link leads nowhere any more; .why says for which reason
"""

from collections.abc import Sequence

from organizations.errors import Rejected
from portal.auth0.ticket_request import Problem


class TicketError(Rejected):
    """Something about a ticket cannot be done; the text can be shown to staff as it is."""


class InvalidRequest(TicketError):
    """The request has faults; each of `.problems` names its field (dotted path) and the remedy."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(problem.message for problem in problems))

    def faults(self) -> list[tuple[str, str]]:
        return [(problem.field, problem.message) for problem in self.problems]


class WrongState(TicketError):
    """The ticket's state does not allow this, or another process was faster."""

    is_conflict = True


class LinkClosed(TicketError):
    """The link was ended or its time is over."""

    is_conflict = True
