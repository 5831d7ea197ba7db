"""When somebody is told next: as they chose, and never more often than the cap."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from organizations.models import Subscription

MORNING = time(8)
# Messages: what comes up beyond that waits, and goes into one.
MOST_AN_HOUR, MOST_A_DAY = 6, 30
# What comes up right after a message goes into one, too.
_GATHERED = timedelta(minutes=1)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_CAPS = ((_HOUR, MOST_AN_HOUR), (_DAY, MOST_A_DAY))


def next_look(row: Subscription, now: datetime) -> datetime | None:
    """Return when a worker looks next (aware, UTC); None for never."""
    match row.pace:
        case Subscription.Pace.AT_ONCE:
            return now
        case Subscription.Pace.HOURLY:
            return now.replace(minute=0, second=0, microsecond=0) + _HOUR
        case Subscription.Pace.DAILY:
            return _next_morning(now, zone_of(row))
    return None


def next_message(row: Subscription, now: datetime) -> datetime | None:
    """Return the same, and not before the cap lets a message through."""
    then = next_look(row, now)
    until = _capped_until([datetime.fromisoformat(one) for one in row.sent], now)
    return max(then, until) if then and until else then


def after_message(row: Subscription, now: datetime) -> tuple[list[str], datetime | None, bool]:
    """Return what `sent` becomes by a message now, when the next may go, and if the cap says so."""
    sent = [one for one in map(datetime.fromisoformat, row.sent) if one > now - _DAY]
    sent.append(now)
    then = next_look(row, now)
    capped = False
    if row.pace == Subscription.Pace.AT_ONCE:
        then = now + _GATHERED
        if until := _capped_until(sent, now):
            then, capped = max(then, until), True
    return [one.isoformat() for one in sent], then, capped


def zone_of(row: Subscription) -> ZoneInfo:
    """Return the time zone in which somebody reads times."""
    try:
        return ZoneInfo(row.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        # An update of the zones' data may drop a name.
        return ZoneInfo("UTC")


def _capped_until(sent: list[datetime], now: datetime) -> datetime | None:
    until = []
    for span, most in _CAPS:
        lately = [one for one in sent if one > now - span]
        if len(lately) >= most:
            until.append(lately[-most] + span)
    return max(until, default=None)


def _next_morning(now: datetime, zone: ZoneInfo) -> datetime:
    local = now.astimezone(zone)
    morning = datetime.combine(local.date(), MORNING, zone)
    if morning <= local:
        # By the calendar: a day on which clocks change has 23 or 25 hours.
        morning = datetime.combine(local.date() + _DAY, MORNING, zone)
    return morning.astimezone(UTC)
