"""A short run, in which every kind of fault comes at least once."""

import os
from pathlib import Path

import pytest

from tests.chaos.run import run

pytestmark = [
    pytest.mark.processes,
    pytest.mark.services,
    pytest.mark.filterwarnings("ignore:XDG_RUNTIME_DIR is not set"),
    # Its database and broker are its own, but it is about what those do, and no embedded ones.
    pytest.mark.skipif(
        not os.environ.get("DATABASE_URL"), reason="Runs with PostgreSQL: make test-services"
    ),
]


def test_nothing_is_lost_while_everything_breaks(tmp_path: Path) -> None:
    figures = run(tmp_path, tickets=12, seed=1, seconds=12, short=True)

    assert figures["tickets wanted"] == 12
    assert figures["processes started again"] > 0
    assert figures.are_met, figures.table()
