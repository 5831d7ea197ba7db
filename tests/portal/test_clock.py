from datetime import UTC, datetime, timedelta
from pathlib import Path

from portal import clock


def test_now_is_aware_and_in_utc():
    assert clock.now().tzinfo is UTC


def test_moving_the_clock_file_moves_now(settings, tmp_path: Path):
    settings.CLOCK_FILE = str(tmp_path / "clock")
    Path(settings.CLOCK_FILE).write_text("18000.0")

    ahead = clock.now() - datetime.now(UTC)

    assert timedelta(hours=4, minutes=59) < ahead < timedelta(hours=5, minutes=1)


def test_a_missing_or_empty_clock_file_is_real_time(settings, tmp_path: Path):
    settings.CLOCK_FILE = str(tmp_path / "clock")
    assert clock.offset() == timedelta()

    Path(settings.CLOCK_FILE).write_text("")
    assert clock.offset() == timedelta()
