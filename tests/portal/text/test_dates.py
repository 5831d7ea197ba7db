from datetime import date, datetime, timedelta, timezone

from django.utils import translation

from portal.text.dates import day_text, moment_text

# Half past midnight in Kyiv is the day before in UTC.
MOMENT = datetime(2026, 12, 14, 0, 30, tzinfo=timezone(timedelta(hours=2)))


def test_days_and_moments_read_as_on_the_pages() -> None:
    with translation.override("de"):
        assert day_text(date(2026, 3, 4)) == "March 4, 2026"
        assert day_text(MOMENT) == "December 13, 2026"
        assert moment_text(MOMENT) == "December 13, 2026, 22:30 UTC"
