"""When the next message comes: each morning where the reader is, each hour, or up to a cap."""

from datetime import UTC, datetime, timedelta

import pytest

from organizations.models import Subscription
from organizations.services.notifications.pacing import after_message, next_look

Pace = Subscription.Pace


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "now", "then"),
    [
        ("UTC", "2026-03-02 07:59", "2026-03-02 08:00"),
        ("UTC", "2026-03-02 08:00", "2026-03-03 08:00"),
        ("Asia/Tokyo", "2026-03-02 05:30", "2026-03-02 23:00"),
        ("Asia/Kolkata", "2026-03-02 05:30", "2026-03-03 02:30"),
        # Clocks go forward in the night of 29 March 2026, and back in that of 25 October.
        ("Europe/Berlin", "2026-03-28 07:00", "2026-03-29 06:00"),
        ("Europe/Berlin", "2026-10-24 06:00", "2026-10-25 07:00"),
        ("America/New_York", "2026-03-07 13:00", "2026-03-08 12:00"),
        ("America/New_York", "2026-10-31 12:00", "2026-11-01 13:00"),
        # A name that a later database of zones doesn't have.
        ("Europe/Nowhere", "2026-03-02 05:30", "2026-03-02 08:00"),
    ],
)
def test_each_morning_at_eight_where_the_reader_is(zone: str, now: str, then: str) -> None:
    row = Subscription(pace=Pace.DAILY, time_zone=zone)

    assert next_look(row, at(now)) == at(then)


def test_each_hour_and_never() -> None:
    now = at("2026-03-02 05:30")

    assert next_look(Subscription(pace=Pace.HOURLY), now) == at("2026-03-02 06:00")
    assert next_look(Subscription(pace=Pace.NEVER), now) is None


def test_six_an_hour_then_the_next_waits_until_the_hour_is_over() -> None:
    row, now = Subscription(pace=Pace.AT_ONCE), at("2026-03-02 05:30")
    for minute in range(6):
        row.sent, then, capped = after_message(row, now + timedelta(minutes=minute))
        assert capped is (minute == 5)

    assert then == now + timedelta(hours=1)


def test_thirty_a_day_then_the_next_waits_until_the_day_is_over() -> None:
    row, now = Subscription(pace=Pace.AT_ONCE), at("2026-03-02 05:30")
    for number in range(30):
        row.sent, then, _ = after_message(row, now + timedelta(minutes=15 * number))
    assert then == now + timedelta(days=1)

    # What is a day old counts no more, and isn't kept.
    row.sent, then, capped = after_message(row, now + timedelta(days=3))
    assert (len(row.sent), capped) == (1, False)


def test_right_after_a_message_the_next_gathers_for_a_minute() -> None:
    now = at("2026-03-02 05:30")
    _, then, _ = after_message(Subscription(pace=Pace.AT_ONCE), now)

    assert then == now + timedelta(minutes=1)
