"""What every test can ask for. The sandbox Auth0 and the mail server are real processes' worth:
real HTTP and real SMTP, started once a test process and emptied before each test that uses them.
"""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _fresh_clock_and_cache() -> Iterator[None]:
    from pathlib import Path

    Path(settings.CLOCK_FILE).unlink(missing_ok=True)
    yield
    cache.clear()


@pytest.fixture
def redis_url() -> str:
    """The broker of this test process."""
    return str(settings.REDIS_URL)
