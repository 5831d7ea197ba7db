"""What staff see of a connection's sign-ins, day by day."""

from dataclasses import dataclass
from datetime import date, datetime

from organizations.failures import Category, Owner
from organizations.models import Connection, SignInDay
from organizations.services.failures import explain_line, own_categories

# Nobody reads more.
_MOST = 30
_OWNERS = {
    Owner.IDP_ADMIN: "Their identity provider's administrator",
    Owner.STAFF: "Us, in Auth0",
    Owner.PERSON: "The person",
    Owner.DEVELOPERS: "The product's developers",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a day's sign-ins: `count` of one kind, `people` where Auth0 named them.

    `capped`: there were more. For failures: the newest `text` (redacted, untrusted), who mends
    them, and how. `last_at` is aware, UTC.
    """

    day: date
    good: bool
    title: str
    count: int
    capped: bool
    people: int
    last_at: datetime
    text: str = ""
    owner: str = ""
    remedy: str = ""


def recent(connection: Connection) -> list[Outcome]:
    """Return the newest outcomes, the newest day first."""
    own = own_categories()
    return [_outcome(connection, day, own) for day in connection.sign_in_days.all()[:_MOST]]


def _outcome(connection: Connection, day: SignInDay, own: list[Category]) -> Outcome:
    good = day.outcome == SignInDay.SUCCESS
    found = None if good else explain_line(day.text, tenant=connection.tenant, own=own)
    return Outcome(
        day=day.day,
        good=good,
        title=found.title if found else "Signed in",
        count=day.count,
        capped=day.count >= SignInDay.MOST,
        people=day.people,
        last_at=day.last_at,
        text=day.text,
        owner=_OWNERS[found.owner] if found else "",
        remedy=(found.staff or found.remedy) if found else "",
    )
