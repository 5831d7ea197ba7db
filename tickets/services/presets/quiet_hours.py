"""Hours in which nobody is reminded of anything, by the customer's own clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings

from tickets.models import Policy


def after_quiet(moment: datetime, policy: Policy, zone: str) -> datetime:
    """Return `moment`, or the end of the quiet hours it lies in (aware, UTC).

    `zone` is the customer's time zone ("Europe/Berlin"); the portal's own where it is unknown.
    """
    local = moment.astimezone(_zone(zone))
    if not _is_quiet(local.hour, policy.quiet_from, policy.quiet_until):
        return moment
    end = local.replace(hour=policy.quiet_until, minute=0, second=0, microsecond=0, fold=0)
    if end <= local:
        end += timedelta(days=1)
    return end.astimezone(UTC)


def _is_quiet(hour: int, begin: int, end: int) -> bool:
    if begin <= end:
        return begin <= hour < end
    return hour >= begin or hour < end


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)
