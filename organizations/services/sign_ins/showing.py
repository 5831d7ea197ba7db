"""What staff see of a connection's sign-ins, day by day."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from organizations.failures import Category, Owner
from organizations.models import Connection, SignInDay
from organizations.services.failures import explain_line, own_categories
from portal import clock

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


@dataclass(frozen=True, slots=True)
class Failing:
    """Why sign-ins have failed of late, for the customer: `count` at least, until `last_at`."""

    title: str
    remedy: str
    count: int
    last_at: datetime


def failing_lately(connection: Connection) -> list[Failing]:
    """Return a week's failures since somebody got in, newest first.

    In the active language.
    """
    week = clock.now() - timedelta(days=7)
    since = max(week, connection.last_sign_in_at or week)
    days = connection.sign_in_days.exclude(outcome=SignInDay.SUCCESS).filter(text_at__gt=since)
    own = own_categories()
    found: dict[str, Failing] = {}
    for day in days.order_by("-text_at"):
        assert day.text_at  # noqa: S101 - filtered by it
        seen = found.get(day.outcome)
        if seen:
            found[day.outcome] = replace(seen, count=seen.count + day.count)
        else:
            told = explain_line(day.text, tenant=connection.tenant, own=own)
            found[day.outcome] = Failing(told.title, told.remedy, day.count, day.text_at)
    return list(found.values())


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
