"""The tenant's time: real time plus what the control plane advanced it by."""

import contextlib
from datetime import UTC, datetime, timedelta
from pathlib import Path


class Clock:
    """Time of everything the tenant keeps; tokens and API limits use real time instead.

    The offset, in seconds, lives in `file` when there is one, so that the portal's processes
    move together with the sandbox and a restart goes on where it was.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._offset = 0.0
        if file:
            with contextlib.suppress(FileNotFoundError, ValueError):
                self._offset = float(file.read_text())
            self._write()

    @property
    def offset(self) -> float:
        return self._offset

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._offset)

    def set_offset(self, seconds: float) -> None:
        self._offset = seconds
        self._write()

    def _write(self) -> None:
        if self._file:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            draft = self._file.with_name(self._file.name + ".new")
            draft.write_text(repr(self._offset))
            draft.replace(self._file)


def iso(moment: datetime) -> str:
    """Write a moment as Auth0 does: UTC, milliseconds, Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse(text: str) -> datetime:
    """Read what `iso` wrote, or any ISO 8601 text. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
