from collections.abc import Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from portal.outages import lines


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """The lines of a process that has noticed nothing yet."""
    monkeypatch.setattr(lines, "_since", {})
    # Loggers keep how they were set up when they were first used.
    monkeypatch.setattr(lines, "log", lines.structlog.get_logger("portal.outages"))
    with capture_logs() as said:
        yield said
